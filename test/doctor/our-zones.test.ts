// What the doctor knows of our own zones: from the daemon's answers, or from the files.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { nameToText } from '../../src/dns/name.ts'
import { typeToText } from '../../src/dns/type.ts'
import type { AskDns } from '../../src/doctor/network/ask.ts'
import { type OurZone, ourZones, reachable } from '../../src/doctor/our-zones.ts'
import { smallFiles } from '../../src/doctor/small-files.ts'
import { nameOf } from '../support/ask.ts'
import { STATUS } from '../support/fake-operator.ts'
import { emptyContext } from './empty-context.ts'
import { reply, type Said, SILENCE, soaLine } from './words.ts'

const FILE = `$TTL 5m
@ SOA ns1 hostmaster 4 1h 15m 1w 30s
  NS ns1
  NS ns.other.example.
  NS ns.elsewhere.example.
ns1 A 10.0.0.53
    AAAA 2001:db8::53
`
/** Only both files together tell that a name server of the one is an alias in the other. */
const OTHER = `${FILE.replace('  NS ns.other.example.\n', '')}ns CNAME ns1\n`

function serversOf(zone: OurZone | undefined): unknown {
  return zone?.nameServers.map(({ host, addresses, isAlias }) => [nameToText(host), addresses, isAlias])
}

function asker(answers: Readonly<Record<string, Said>>): AskDns {
  return async (_server, { name, type }) => {
    const said = answers[`${nameToText(name)} ${typeToText(type)}`]
    return said === undefined ? SILENCE : reply(said)
  }
}

test('without a daemon the files tell the name servers, their addresses, and which of them are aliases', async (t) => {
  const { config, folder } = emptyContext(t)
  writeFileSync(join(folder, 'zones/corp.example.zone'), FILE)
  writeFileSync(join(folder, 'zones/other.example.zone'), OTHER)
  const {
    zones: [zone],
  } = await ourZones(config, undefined, asker({}))
  assert.deepEqual(serversOf(zone), [
    ['ns.other.example.', [], true],
    ['ns.elsewhere.example.', undefined, false],
    ['ns1.corp.example.', ['10.0.0.53', '2001:db8::53'], false],
  ])
  assert.deepEqual([zone?.serial, zone?.isSigned], [undefined, false])
})

test('a running daemon tells by its answers, with the pools of the shortest TTL to compare', async (t) => {
  const { config } = emptyContext(t)
  const pools = [300, 10, 20].map((ttlSeconds) => ({
    name: `p${ttlSeconds}.corp.example.`,
    type: 'A',
    zone: 'corp.example.',
    answers: [{ data: '10.1.0.10', ttlSeconds }],
    members: [],
    why: '',
  }))
  const [first] = STATUS.zones
  assert.ok(first !== undefined)
  const status = { ...STATUS, zones: [first], pools }
  const {
    zones: [zone],
  } = await ourZones(
    config,
    status,
    asker({
      'corp.example. SOA': { answer: [soaLine(9)], aa: true },
      'corp.example. NS': { answer: ['corp.example. 300 NS NS1.corp.example.'], aa: true },
      'corp.example. DNSKEY': { aa: true },
      'ns1.corp.example. A': { answer: ['ns1.corp.example. 300 A 10.0.0.53'], aa: true },
    }),
  )
  assert.deepEqual(serversOf(zone), [['ns1.corp.example.', ['10.0.0.53'], false]])
  assert.equal(zone?.serial, 9)
  assert.deepEqual(
    zone?.samples.map(({ name, ttlSeconds }) => [nameToText(name), ttlSeconds]),
    [
      ['p10.corp.example.', 10],
      ['p20.corp.example.', 20],
      ['corp.example.', 300],
    ],
  )
})

test('where this machine may not ask, the file tells, and what is published stays unknown', async (t) => {
  const { config, folder } = emptyContext(t)
  writeFileSync(join(folder, 'zones/corp.example.zone'), FILE)
  const [first] = STATUS.zones
  assert.ok(first !== undefined)
  const refused: Said = { rcode: 'REFUSED' }
  const {
    zones: [zone],
  } = await ourZones(
    config,
    { ...STATUS, zones: [first] },
    asker({ 'corp.example. SOA': refused, 'corp.example. NS': refused }),
  )
  assert.equal(zone?.serial, undefined)
  assert.equal(zone?.nameServers.length, 3)
})

test('of many zones the first sixteen are asked about, or those that are named, wherever they are in the list', async (t) => {
  const { config, folder } = emptyContext(t)
  const names = Array.from({ length: 20 }, (_, at) => `z${String(at).padStart(2, '0')}.example.`)
  for (const name of names) writeFileSync(join(folder, `zones/${name}zone`), FILE)
  const all = await ourZones(config, undefined, asker({}))
  assert.deepEqual(
    all.zones.map(({ origin }) => nameToText(origin)),
    names.slice(0, 16),
  )
  assert.deepEqual(all.origins.map(nameToText), names)
  const [last] = await ourZones(config, undefined, asker({}), [nameOf('z19.example.')]).then(
    ({ zones }) => zones,
  )
  assert.equal(last?.origin, nameOf('z19.example.'))
  const [zone] = STATUS.zones
  assert.ok(zone !== undefined)
  const status = { ...STATUS, zones: names.map((origin) => ({ ...zone, origin })) }
  const asked: string[] = []
  await ourZones(
    config,
    status,
    async (_, { name }) => {
      asked.push(nameToText(name))
      return SILENCE
    },
    [nameOf('z19.example.')],
  )
  assert.deepEqual([...new Set(asked)], ['z19.example.'])
})

test('of many zone files only as many are read as takes no time', (t) => {
  const { config, folder } = emptyContext(t)
  writeFileSync(join(folder, 'zones/a.example.zone'), FILE)
  writeFileSync(join(folder, 'zones/b.example.zone'), ';'.repeat(3 * 1024 * 1024))
  writeFileSync(join(folder, 'zones/c.example.zone'), FILE)
  const { small, large } = smallFiles(config)
  assert.deepEqual([small.length, large], [2, [join(folder, 'zones/b.example.zone')]])
})

test('a daemon that listens everywhere is asked on loopback', () => {
  assert.deepEqual(reachable({ address: '0.0.0.0', port: 53 }), { address: '127.0.0.1', port: 53 })
  assert.deepEqual(reachable({ address: '::', port: 53 }), { address: '::1', port: 53 })
  assert.deepEqual(reachable({ address: '10.0.0.53', port: 53 }), { address: '10.0.0.53', port: 53 })
})
