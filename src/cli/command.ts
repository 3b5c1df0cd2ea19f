// What every command has: its words, --config and --json, examples, exit codes, and how it is run.
import type { Command } from 'commander'
import { EXIT, exitLines } from './exit-codes.ts'
import type { Session } from './session.ts'

/** One row of the registry: puts a command, or a few that belong together, on the command line. */
export type AddCommand = (program: Command, launch: Launch) => void

/**
 * Makes a commander action of a command's work. `run` is given the arguments in their order, then the options.
 * It imports what it needs: a command must not wait for the code of the others.
 */
export type Launch = <Given extends unknown[]>(
  run: (session: Session, ...given: Given) => Promise<number>,
) => (...given: Given) => Promise<void>

export interface CommandWords {
  readonly name: string
  readonly summary: string
  readonly examples: readonly string[]
  /** How it can end besides `fine`, `usage` and `configuration`, in its own words or in those of the table. */
  readonly exits?: { readonly [Way in 'refused' | 'unreachable' | 'start']?: string }
}

/** What `--dry-run` does, wherever there is one. */
export const DRY_RUN = 'change nothing, and tell what would come of it'

/** The exits of a command that asks the daemon. */
export const ASKS_DAEMON = { unreachable: EXIT.unreachable.meaning }

export function addCommand(parent: Command, { name, summary, examples, exits }: CommandWords): Command {
  const exampleLines = examples.map((example) => `  ${example}`)
  const help = [
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...exampleLines,
    '',
    'Exit codes:',
    ...exitLines(exits),
  ]
  return parent
    .command(name)
    .description(summary)
    .option('--config <file>', 'the configuration; ./failover.yaml if it is there')
    .option('--json', 'one JSON value instead of text for a person')
    .addHelpText('after', help.join('\n'))
}
