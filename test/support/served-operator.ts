// An operator behind a real API on a real socket, for the tests of commands: no daemon, but everything between.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { runCommandLine } from '../../src/cli/program.ts'
import type { Operator } from '../../src/control/operator.ts'
import { createLog } from '../../src/log.ts'
import { type Api, startApi } from '../../src/web/listen/api.ts'
import { fakeOperator } from './fake-operator.ts'
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts'

export interface ServedOperator {
  readonly folder: string
  readonly configFile: string
  readonly socketPath: string
  /** Runs one command line against it. */
  run(args: readonly string[], width?: number): Promise<FakeTerminal & { readonly code: number }>
}

/** From the first test of the file to its last. */
export function serveOperator(operator: Operator = fakeOperator()): ServedOperator {
  const folder = mkdtempSync(join(tmpdir(), 'failover-cli-'))
  const configFile = join(folder, 'failover.yaml')
  const socketPath = join(folder, 'failover.sock')
  let api: Api
  before(async () => {
    writeFileSync(configFile, 'log: silent')
    const started = await startApi({ socketPath, operator, log: createLog('silent') })
    assert.ok('api' in started)
    api = started.api
  })
  after(async () => {
    await api.close()
    rmSync(folder, { recursive: true })
  })
  const run: ServedOperator['run'] = async (args, width = 120) => {
    const terminal = fakeTerminal(width)
    const code = await runCommandLine([...args, '--config', configFile], terminal)
    return { ...terminal, code }
  }
  return { folder, configFile, socketPath, run }
}
