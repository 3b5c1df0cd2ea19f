// What every command is given: where to write, and the options that all of them have.
import { type Config, loadConfig } from '../config.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export interface Session {
  readonly terminal: Terminal
  /** `--config`; undefined: ./failover.yaml if it is there. */
  readonly configFile: string | undefined
  /** `--json`: one JSON value on standard output and nothing else there. */
  readonly json: boolean
}

export function printJson(session: Session, value: unknown): void {
  session.terminal.out(JSON.stringify(value, undefined, 2))
}

/** Says what went wrong, as `{ "problems": [ … ] }` when JSON was asked for. */
export function fail(session: Session, code: ExitCode, problems: readonly string[]): ExitCode {
  if (session.json) printJson(session, { problems })
  else for (const problem of problems) session.terminal.err(`failover: ${problem}`)
  return code
}

/** Of a command that prints a line for each thing that it tells: as `fail`, with --json a line as well. */
export function failInLine(session: Session, code: ExitCode, problems: readonly string[]): ExitCode {
  if (!session.json) return fail(session, code, problems)
  session.terminal.out(JSON.stringify({ problems }))
  return code
}

export async function withConfig(
  session: Session,
  run: (config: Config) => Promise<number>,
): Promise<number> {
  const result = loadConfig(session.configFile)
  return 'config' in result ? run(result.config) : fail(session, EXIT.configuration.code, result.problems)
}
