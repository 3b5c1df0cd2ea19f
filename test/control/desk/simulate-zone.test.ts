// What another zone file would change, from plain data alone, as it is worked out in a thread.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type SimulateZoneJob, simulateZone } from '../../../src/control/desk/simulate-zone.ts'
import { packSources } from '../../../src/control/load/packed-sources.ts'
import { UNKNOWN_VERDICT } from '../../../src/health/verdict.ts'
import { NOTHING_PERMITTED } from '../../../src/probe/probe.ts'
import { temporaryFolder } from '../../store/temporary.ts'
import { ASKED_TIMING, nameOf } from '../../support/ask.ts'
import { corpZone } from '../../support/daemon.ts'

const CHECK = ';@ check web tcp port=80\n'
const WWW = 'www A 192.0.2.1 ;@ primary check=web\nwww A 192.0.2.2 ;@ standby check=web\n'
/** A Sunday. */
const NOW_MS = new Date('2026-03-01T03:30:00').getTime()

function simulated(t: TestContext, next: string, before = CHECK + WWW): readonly (readonly unknown[])[] {
  const folder = temporaryFolder(t)
  const file = join(folder, 'corp.example.zone')
  const sources = packSources([{ path: file, octets: Buffer.from(corpZone(before)) }])
  writeFileSync(file, corpZone(next))
  const up = { ...UNKNOWN_VERDICT, state: 'up', goods: 1, sinceMs: 1 } as const
  const job: SimulateZoneJob = {
    file,
    timing: ASKED_TIMING,
    permits: NOTHING_PERMITTED,
    zones: [{ origin: nameOf('corp.example.'), file, serial: 1, sources }],
    maintenance: [],
    verdicts: new Map([
      ['192.0.2.1/web', up],
      ['192.0.2.2/web', up],
    ]),
    overrides: [],
    standings: new Map(),
    nowMs: NOW_MS,
  }
  // As it crosses to a thread.
  const { pools } = simulateZone(structuredClone(job))
  return pools.map(({ pool, change, answers }) => [pool, change, ...answers])
}

test('a window of the new file counts by the clock', (t) => {
  const open = ';@ maintenance 192.0.2.1 "0 3 * * sun" 2h "patching"\n'
  assert.deepEqual(simulated(t, CHECK + WWW + open), [['www.corp.example. A', 'changed', '192.0.2.2']])
  const later = ';@ maintenance 192.0.2.1 "0 9 * * sun" 2h "patching"\n'
  assert.deepEqual(simulated(t, CHECK + WWW + later), [])
})

test('of a pool that is none any more what the file declares is told', (t) => {
  const more = 'app A 192.0.2.1 ;@ check=web\n'
  assert.deepEqual(simulated(t, `${CHECK}${more}www A 192.0.2.9\n`, CHECK + WWW + more), [
    ['www.corp.example. A', 'unwatched', '192.0.2.9'],
  ])
  assert.deepEqual(simulated(t, CHECK + more, CHECK + WWW + more), [['www.corp.example. A', 'removed']])
})
