// failover(1), made of the same definitions that the command line is made of.
import type { Command, Option } from 'commander'
import { wordsOf } from '../command.ts'
import { EXIT, exitRows } from '../exit-codes.ts'
import { bold, italic, literal, roff, section, term } from './roff.ts'

export function manPage(program: Command): string {
  const commands = commandsBelow(program)
  const version = program.version() ?? ''
  const lines = [
    `.TH FAILOVER 1 "" "failover ${roff(version)}" "User Commands"`,
    ...section('NAME', `failover \\- ${roff(lowerFirst(program.description()).replace(/\.$/, ''))}`),
    ...section('SYNOPSIS', ...synopsis(commands)),
    ...section(
      'DESCRIPTION',
      ...DESCRIPTION.flatMap((text, at) => (at === 0 ? [roff(text)] : ['.PP', roff(text)])),
    ),
    ...section('COMMANDS', ...commands.flatMap(commandLines)),
    ...section('OPTIONS', ...commonOptions(program, commands)),
    ...section('FILES', ...FILES.flatMap(([file, text]) => term(italic(file), text))),
    ...section('ENVIRONMENT', ...ENVIRONMENT.flatMap(([name, text]) => term(bold(name), text))),
    ...section(
      'EXIT STATUS',
      ...Object.values(EXIT).flatMap(({ code, meaning }) => term(bold(String(code)), meaning)),
    ),
    ...section(
      'EXAMPLES',
      ...commands.flatMap((command, at) => exampleLines(command).slice(at === 0 ? 1 : 0)),
    ),
    ...section('SEE ALSO', SEE_ALSO.map(([name, part]) => `${bold(name)}(${part})`).join(',\n')),
  ]
  return lines.join('\n')
}

const DESCRIPTION = [
  'failover serves ordinary zone files (RFC 1035) and answers always with the address of a healthy server. A note behind a record, a comment that begins with ;@, says which check the record depends on; failover probes the servers, and what is answered changes the moment a server goes down or comes back.',
  'One process serves: failover serve. The other commands ask it over its Unix socket, but for check and restore, which read files. README.md describes zone notes, checks and failover.yaml.',
]

const FILES = [
  [
    'failover.yaml',
    'The configuration, in the current folder unless --config names another; everything in it has a default. Paths in it are relative to its folder.',
  ],
  ['zones/*.zone', 'The zone files; the name of a file is its zone.'],
  ['failover.db', 'The database: records, verdicts, overrides and the history.'],
  ['failover.sock', 'The socket on which the daemon is asked; only its user may use it.'],
] as const

const ENVIRONMENT = [
  ['NO_COLOR', 'No colours when it is set and not empty. --color goes before it.'],
  [
    'FORCE_COLOR, CLICOLOR_FORCE',
    'Colours off a terminal, too, when one of them is set, not empty and not 0.',
  ],
  ['CLICOLOR', '0: no colours.'],
  ['TERM', 'dumb: no colours, and status --watch prints blocks instead of drawing.'],
  ['TZ', 'The time zone of the moments that are shown and typed, and of maintenance windows.'],
] as const

const SEE_ALSO = [
  ['dig', 1],
  ['named\\-checkzone', 1],
] as const

/** Every command that does something, those below `token` too. */
function commandsBelow(command: Command): Command[] {
  const visible = command.createHelp().visibleCommands(command)
  return visible.flatMap((one) => {
    const below = commandsBelow(one)
    return below.length > 0 ? below : wordsOf(one) === undefined ? [] : [one]
  })
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

function synopsis(commands: readonly Command[]): string[] {
  return commands.flatMap((command, at) => [...(at === 0 ? [] : ['.br']), usageOf(command)])
}

function usageOf(command: Command): string {
  const { registeredArguments: declared } = command
  const names = declared.map((one) => {
    const name = italic(one.name().toUpperCase() + (one.variadic ? '...' : ''))
    return one.required ? name : `[${name}]`
  })
  return [bold(pathOf(command)), `[${italic('OPTIONS')}]`, ...names].join(' ')
}

function commandLines(command: Command): string[] {
  const words = wordsOf(command)
  const args = command.registeredArguments.flatMap((one) =>
    term(italic(one.name().toUpperCase()), one.description),
  )
  const options = ownOptions(command).flatMap(optionLines)
  const exits = exitRows(words?.exits).filter(({ isOwn }) => isOwn)
  const endings = exits.map(({ code, meaning }) => `${code}: ${meaning}.`).join(' ')
  return [
    `.SS "${roff(pathOf(command))}"`,
    `${roff(upperFirst(command.description()))}.`,
    ...args,
    ...options,
    ...(endings === '' ? [] : ['.PP', roff(`Exit status ${endings}`)]),
  ]
}

/** Those that not every command has. */
function ownOptions(command: Command): Option[] {
  return command.options.filter(({ long }) => !COMMON.includes(long ?? ''))
}

const COMMON = ['--config', '--json', '--color']

function optionLines({ flags, description, argChoices }: Option): string[] {
  const choices = argChoices === undefined ? '' : `; one of ${argChoices.join(', ')}`
  return term(bold(flags), description + choices)
}

function commonOptions(program: Command, [first]: readonly Command[]): string[] {
  const common = first?.options.filter(({ long }) => COMMON.includes(long ?? '')) ?? []
  return [
    'Every command has these:',
    ...common.flatMap(optionLines),
    ...term(bold('-h, --help'), 'Shows how the command is written, with examples.'),
    '.PP',
    'Without a command:',
    ...program.options.flatMap(optionLines),
  ]
}

function exampleLines(command: Command): string[] {
  const { summary, examples } = wordsOf(command) ?? { summary: '', examples: [] }
  return ['.PP', `${roff(upperFirst(summary))}:`, ...literal(examples)]
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
