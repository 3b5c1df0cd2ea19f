// Whom the doctor asks about which zones, of the resolvers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameToText } from '../../src/dns/name.ts'
import type { AskDns } from '../../src/doctor/network/ask.ts'
import { MAX_ZONES } from '../../src/doctor/our-zones.ts'
import { resolvers } from '../../src/doctor/resolvers/resolvers.ts'
import { nameOf } from '../support/ask.ts'
import { STATUS } from '../support/fake-operator.ts'
import { emptyContext } from './empty-context.ts'
import { ourZone, reply, told } from './words.ts'

test('each resolver is asked about every zone that is asked about at all', async (t) => {
  const names = Array.from({ length: MAX_ZONES }, (_, at) => `z${at}.example.`)
  const zones = names.map((name) => ourZone({ origin: nameOf(name), samples: [] }))
  const asked = new Set<string>()
  const ask: AskDns = async ({ address }, { name }) => {
    const [, zone] = /^doctor-[^.]*\.(.*)$/.exec(nameToText(name)) ?? []
    asked.add(`${address} ${zone}`)
    return reply({ rcode: 'NXDOMAIN' })
  }
  const both = ['10.0.0.8', '10.0.0.9']
  const { context } = emptyContext(t, {
    daemon: { status: STATUS },
    resolvers: both.map((address) => ({ address, port: 53 })),
    zones,
    ask,
  })
  const findings = told(await resolvers.run(context))
  for (const resolver of both) for (const name of names) assert.ok(asked.has(`${resolver} ${name}`), name)
  assert.deepEqual(
    findings,
    both.map((address) => `ok: ${address}: ${names.join(', ')}: answered as here, and kept for our TTLs`),
  )
})
