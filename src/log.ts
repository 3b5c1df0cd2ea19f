// The root logger, and one child per folder; lines are JSON on standard error.
import { destination, type Logger, pino, stdTimeFunctions } from 'pino'
import type { LogLevel } from './config.ts'

export type Log = Logger

const STANDARD_ERROR = 2

/** Writes synchronously: the last line before an exit is never lost, and a fatal path cannot throw. */
export function createLog(level: LogLevel): Log {
  const options = { level, base: null, timestamp: stdTimeFunctions.isoTime }
  return pino(options, destination({ dest: STANDARD_ERROR, sync: true }))
}

export function logOf(root: Log, folder: 'probe' | 'store' | 'control' | 'serve' | 'web'): Log {
  return root.child({ folder })
}
