// A wall clock that a test sets while programs run: libfaketime, in every process that is started from then on.
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const [LIBRARY] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')

/** For the `skip` of tests; under CI nothing is skipped, and a missing library fails. */
export const withoutSettableClock =
  LIBRARY === undefined && !process.env['CI'] ? 'libfaketime is not installed' : false

/** Sets the wall clock of the processes that are started after this call, ahead or back of the true time. */
export function settableClock(t: TestContext): (aheadSeconds: number) => void {
  if (LIBRARY === undefined) throw new Error('libfaketime is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'failover-clock-'))
  const file = join(folder, 'ahead')
  const set = (aheadSeconds: number): void =>
    writeFileSync(file, `${aheadSeconds < 0 ? '' : '+'}${aheadSeconds}\n`)
  set(0)
  const variables = {
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  }
  Object.assign(process.env, variables)
  t.after(() => {
    for (const name of Object.keys(variables)) delete process.env[name]
    rmSync(folder, { recursive: true, force: true })
  })
  return set
}
