// What every command has: its words, --config and --json, examples, exit codes, and how it is run.
import { type Command, Option } from 'commander'
import { option } from './completion/values.ts'
import { EXIT, exitLines, exitRows, type OwnExits } from './exit-codes.ts'
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
  /** For programs: it works, and no list of commands shows it. */
  readonly isHidden?: boolean
  /** It is what its parent does when nothing more is said. */
  readonly isDefault?: true
  /** How it can end besides `fine`, `usage` and `configuration`, in its own words or in those of the table. */
  readonly exits?: OwnExits
}

/** What `--dry-run` does, wherever there is one. */
export const DRY_RUN = 'change nothing, and tell what would come of it'

/** The exits of a command that asks the daemon. */
export const ASKS_DAEMON = { unreachable: EXIT.unreachable.meaning }

/** `auto` is what NO_COLOR and the others of its kind ask for (config.ts). */
const COLOR_WISHES = ['auto', 'always', 'never'] as const

/** The options of every command. */
export interface CommonOptions {
  readonly config?: string
  readonly json?: true
  readonly color: (typeof COLOR_WISHES)[number]
}

const known = new WeakMap<Command, CommandWords>()

/** Undefined: a command that only leads to others. */
export function wordsOf(command: Command): CommandWords | undefined {
  return known.get(command)
}

export function addCommand(parent: Command, words: CommandWords): Command {
  const { name, summary, isHidden = false, isDefault = false } = words
  const command = parent
    .command(name, { hidden: isHidden, isDefault })
    .description(summary)
    .addOption(option('--config <file>', 'the configuration; ./failover.yaml if it is there', 'file'))
    .option('--json', 'one JSON value instead of text for a person')
    .addOption(
      new Option('--color <when>', 'colours; auto is on a terminal that wants them')
        .choices(COLOR_WISHES)
        .default('auto'),
    )
    .addHelpText('after', ({ command: asked }) => helpBelow(words, asked))
  known.set(command, words)
  return command
}

/** Examples and exit codes; commander itself breaks only what it knows. */
function helpBelow({ examples, exits }: CommandWords, asked: Command): string {
  const width = asked.configureOutput().getOutHelpWidth?.() ?? Number.POSITIVE_INFINITY
  return [
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((example) => `  ${example}`),
    '',
    'Exit codes:',
    ...exitRows(exits).flatMap((row) => exitLines(row, width)),
  ].join('\n')
}
