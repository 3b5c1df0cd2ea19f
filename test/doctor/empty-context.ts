// A context of a machine on which nothing runs, in a folder of its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Config, loadConfig } from '../../src/config.ts'
import type { Context } from '../../src/doctor/context.ts'
import type { AskDns } from '../../src/doctor/network/ask.ts'

const SILENT: AskDns = async () => ({ failure: 'nobody is asked here' })

export interface Emptiness {
  readonly folder: string
  readonly config: Config
  readonly context: Context
}

/** `lines`: further ones of failover.yaml. */
export function emptyContext(t: TestContext, changes: Partial<Context> = {}, lines = ''): Emptiness {
  const folder = mkdtempSync(join(tmpdir(), 'failover-doctor-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'zones'))
  const file = join(folder, 'failover.yaml')
  // No process of anybody listens there: the port is that of the discard service.
  writeFileSync(file, `listen: ['127.0.0.1:9']\n${lines}`)
  const loaded = loadConfig(file)
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'))
  const { config } = loaded
  const context: Context = {
    config,
    version: '0.1.0',
    nowMs: Date.now(),
    daemon: { absence: 'no daemon is running', isRunning: false },
    isQuick: false,
    resolvers: [],
    serverPort: 53,
    isPortGiven: false,
    timeServer: undefined,
    zones: [],
    meant: [],
    ask: SILENT,
    inspected: { missing: true },
    parentViews: async () => [],
    ...changes,
  }
  return { folder, config, context }
}
