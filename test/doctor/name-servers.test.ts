// Which name servers the doctor asks, and where it finds their addresses.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nameToText } from '../../src/dns/name.ts'
import { TYPE, typeToText } from '../../src/dns/type.ts'
import type { Context } from '../../src/doctor/context.ts'
import { delegation } from '../../src/doctor/delegation/delegation.ts'
import { nameServers } from '../../src/doctor/delegation/name-servers.ts'
import type { ParentView } from '../../src/doctor/delegation/parent-views.ts'
import { readParentReply } from '../../src/doctor/delegation/read-parent.ts'
import type { OurZone } from '../../src/doctor/our-zones.ts'
import { nameOf } from '../support/ask.ts'
import { emptyContext } from './empty-context.ts'
import { ourZone, reply, type Said, SILENCE, server, soaLine, told } from './words.ts'

const RESOLVER = { address: '10.0.0.9', port: 53 }

/** What the resolver knows by `NAME TYPE`; every other server answers for the zone. */
function asking(known: Readonly<Record<string, Said>>) {
  const asked = new Set<string>()
  const ask: Context['ask'] = async ({ address, port }, { name, type }) => {
    asked.add(`${address}:${port}`)
    if (address === RESOLVER.address) {
      const said = known[`${nameToText(name)} ${typeToText(type)}`]
      return said === undefined ? SILENCE : reply(said)
    }
    return reply(type === TYPE.SOA ? { answer: [soaLine(7)], aa: true } : { aa: true })
  }
  return { ask, asked }
}

function contextOf(zone: OurZone, parent: Said | undefined, changes: Partial<Context>): Partial<Context> {
  const words =
    parent === undefined
      ? []
      : [
          {
            server: { address: '10.0.0.1', port: 53 },
            word: readParentReply(reply(parent), zone.origin),
            hasDs: false,
          },
        ]
  const view: ParentView = { zone, parent: { name: undefined, servers: [] }, words }
  return { zones: [zone], parentViews: async () => [view], resolvers: [RESOLVER], ...changes }
}

describe('name servers', () => {
  const zone = ourZone({ samples: [] })

  test('are asked at every address that the zone or the glue of the parent has, on the port where they are reached', async (t) => {
    const { ask, asked } = asking({})
    const parent = {
      authority: ['corp.example. 300 NS ns1.corp.example.'],
      additional: ['ns1.corp.example. 300 A 10.9.9.9'],
    }
    const { context } = emptyContext(t, contextOf(zone, parent, { ask, serverPort: 5300 }))
    assert.match(
      told(await nameServers.run(context)).join(),
      /^ok: corp\.example\.: .*answered over UDP and TCP, as we do$/,
    )
    assert.deepEqual([...asked].sort(), ['10.0.0.53:5300', '10.0.1.53:5300', '10.9.9.9:5300'])
  })

  const outside = ourZone({
    nameServers: [
      server('ns1.corp.example.', '10.0.0.53'),
      { host: nameOf('ns.elsewhere.'), addresses: undefined, isAlias: false },
    ],
    samples: [],
  })

  test('outside of our zones are found by the resolvers', async (t) => {
    const { ask, asked } = asking({ 'ns.elsewhere. A': { answer: ['ns.elsewhere. 300 A 10.7.7.7'] } })
    const { context } = emptyContext(t, contextOf(outside, undefined, { ask }))
    assert.match(told(await nameServers.run(context)).join(), /^ok/)
    assert.ok(asked.has('10.7.7.7:53'))
  })

  test('RFC 2181 §10.3: that are aliases are a problem', async (t) => {
    const { ask } = asking({
      'ns.elsewhere. A': {
        answer: ['ns.elsewhere. 300 CNAME real.elsewhere.', 'real.elsewhere. 300 A 10.7.7.7'],
      },
    })
    const { context } = emptyContext(t, contextOf(outside, undefined, { ask }))
    assert.match(
      told(await nameServers.run(context)).join('\n'),
      /^problem: .*names ns\.elsewhere\., which is a CNAME/,
    )
  })

  test('without an address are a problem, but not where there is no resolver to tell one', async (t) => {
    const { ask } = asking({
      'ns.elsewhere. A': { rcode: 'NXDOMAIN' },
      'ns.elsewhere. AAAA': { rcode: 'NXDOMAIN' },
    })
    const { context } = emptyContext(t, contextOf(outside, undefined, { ask }))
    assert.match(
      told(await nameServers.run(context)).join('\n'),
      /^problem: .*no address is known for its name server ns\.elsewhere/,
    )
    assert.match(
      told(await nameServers.run({ ...context, resolvers: [] })).join('\n'),
      /^skipped: .*no resolver to ask/,
    )
  })

  test('that are alone are a warning', async (t) => {
    const { ask } = asking({})
    const alone = ourZone({ nameServers: [server('ns1.corp.example.', '10.0.0.53')], samples: [] })
    const { context } = emptyContext(t, contextOf(alone, undefined, { ask }))
    assert.match(
      told(await nameServers.run(context)).join('\n'),
      /^warning: corp\.example\.: there is one name server only/m,
    )
  })
})

describe('a delegation', () => {
  const parent = {
    authority: ['corp.example. 300 NS ns1.corp.example.', 'corp.example. 300 NS ns2.corp.example.'],
    additional: ['ns1.corp.example. 300 A 10.0.0.53', 'ns2.corp.example. 300 A 10.0.1.53'],
  }

  test('leads to port 53: where failover does not listen on it, that is a problem, unless a person names the port', async (t) => {
    const { ask } = asking({})
    const { context } = emptyContext(t, contextOf(ourZone(), parent, { ask }))
    assert.match(
      told(await delegation.run(context)).join('\n'),
      /^problem: resolvers that follow a delegation ask on port 53/m,
    )
    assert.doesNotMatch(told(await delegation.run({ ...context, isPortGiven: true })).join('\n'), /^problem/m)
  })

  test('of a zone about which nobody was asked is told as skipped', async (t) => {
    const { ask } = asking({})
    const { context } = emptyContext(
      t,
      contextOf(ourZone(), parent, {
        ask,
        meant: [nameOf('corp.example.'), nameOf('1.10.in-addr.arpa.')],
        isPortGiven: true,
      }),
    )
    assert.match(
      told(await delegation.run(context)).join('\n'),
      /^skipped: 1\.10\.in-addr\.arpa\.: not asked about/m,
    )
  })
})
