// Where in a command line the cursor is: which words could stand there, by the definitions of the commands.
import type { Command, Option } from 'commander'
import { type Values, valuesOf } from './values.ts'

export interface Candidate {
  readonly word: string
  readonly description: string
}

export type Place =
  | { readonly words: readonly Candidate[] }
  /** `before` stands in the same word already, such as `--kind=`. */
  | { readonly values: Values; readonly before: string }

const NOTHING: Place = { words: [] }

/** `line` are the words behind `failover`, the last one as far as it is typed. */
export function placeIn(program: Command, line: readonly string[]): Place {
  const current = line.at(-1) ?? ''
  const { command, positionals, pending, used, isBehindDashes } = read(program, line.slice(0, -1))
  if (pending !== undefined) return valuePlace(valuesOf(pending), '')
  if (current.startsWith('-') && !isBehindDashes) return optionPlace(command, current, used)
  const commands = command.createHelp().visibleCommands(command)
  if (commands.length > 0) return positionals === 0 ? { words: commands.map(describe) } : NOTHING
  const { registeredArguments: declared } = command
  const argument = declared[positionals] ?? (declared.at(-1)?.variadic ? declared.at(-1) : undefined)
  if (argument === undefined) return isBehindDashes ? NOTHING : optionPlace(command, current, used)
  return valuePlace(valuesOf(argument), '')
}

interface ReadLine {
  readonly command: Command
  /** How many words stand for arguments already. */
  readonly positionals: number
  /** The option whose value comes next. */
  readonly pending: Option | undefined
  readonly used: ReadonlySet<Option>
  readonly isBehindDashes: boolean
}

function read(program: Command, words: readonly string[]): ReadLine {
  let command = program
  let positionals = 0
  let pending: Option | undefined
  let isBehindDashes = false
  const used = new Set<Option>()
  for (const word of words)
    if (pending !== undefined) pending = undefined
    else if (word === '--') isBehindDashes = true
    else if (word.startsWith('-') && !isBehindDashes) {
      const option = optionNamed(command, word.split('=', 1)[0] ?? word)
      if (option !== undefined) used.add(option)
      if (option !== undefined && takesValue(option) && !word.includes('=')) pending = option
    } else {
      // `failover help status` is about status.
      const below = command.commands.find((one) => one.name() === word)
      if (below === undefined && !(command === program && word === 'help')) positionals++
      command = below ?? command
    }
  return { command, positionals, pending, used, isBehindDashes }
}

function optionNamed(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => name === long || name === short)
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional
}

function optionPlace(command: Command, current: string, used: ReadonlySet<Option>): Place {
  const [name = '', value] = current.split('=', 2)
  if (value !== undefined) {
    const option = optionNamed(command, name)
    return option === undefined ? NOTHING : valuePlace(valuesOf(option), `${name}=`)
  }
  const options = command.createHelp().visibleOptions(command)
  const left = options.filter((option) => !used.has(option))
  return { words: left.map(({ long, short, description }) => ({ word: long ?? short ?? '', description })) }
}

function valuePlace(values: Values | undefined, before: string): Place {
  return values === undefined ? NOTHING : { values, before }
}

function describe(command: Command): Candidate {
  return { word: command.name(), description: command.description() }
}
