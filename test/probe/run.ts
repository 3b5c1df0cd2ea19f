// Configures a probe with options that must be good, and asks 127.0.0.1 once.
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import type { Outcome } from '../../src/health/outcome.ts'
import type { Probe, ProbePermits, Reports } from '../../src/probe/probe.ts'

/** Of a target that is well; what it says is heard only where targets report by themselves. */
const heard = { last: { isWell: true, why: '', atMs: 0 }, isNew: true, silentMs: 0, allowedMs: 1000 }
const REPORTS: Reports = { read: () => heard, take: () => heard }

export type Options = Readonly<Record<string, string>>

/** What a test writes to a folder of its own may be run. */
const PERMITS: ProbePermits = { execFolders: [tmpdir()] }

export function ask(
  probe: Probe,
  options: Options,
  address = '127.0.0.1',
  signal: AbortSignal = AbortSignal.timeout(5_000),
): Promise<Outcome> {
  const configured = probe.configure(options, PERMITS, REPORTS)
  assert.ok(configured.ok, JSON.stringify(configured))
  return configured.run(address, signal)
}

/** The sentences with which a probe refuses options. */
export function refusals(probe: Probe, options: Options): readonly string[] {
  const configured = probe.configure(options, PERMITS)
  return configured.ok ? [] : configured.problems.map(({ sentence }) => sentence)
}

/** As `ending: detail`. */
export async function outcomeOf(probe: Probe, options: Options): Promise<string> {
  const { ending, detail } = await ask(probe, options)
  return `${ending}: ${detail}`
}
