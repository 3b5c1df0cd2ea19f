// The command line as commander knows it: the commands of the registry, help, version, and what becomes of a bad line.
import { Command, CommanderError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import type { CommonOptions, Launch } from './command.ts'
import { COMMANDS } from './commands/registry.ts'
import { EXIT, exitTable } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** Which nobody looks for in the help of all commands. */
const COMMON_OPTIONS = ['--config', '--json', '--color']

const MAX_HELP_COLUMNS = 100

/** Without `[options]`: every command has some, and what a command does needs the room. */
function termOf(command: Command): string {
  const given = command.registeredArguments.map((one) => {
    const name = one.name() + (one.variadic ? '...' : '')
    return one.required ? `<${name}>` : `[${name}]`
  })
  return [command.name(), ...given].join(' ')
}

/** Resolves to the exit code. `args` are without node and script. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first = ''] = args
  if (COMMON_OPTIONS.some((option) => first.split('=', 1)[0] === option)) {
    terminal.err(`failover: ${first} stands behind the command: failover status ${first}`)
    return EXIT.usage.code
  }
  let code: number = EXIT.fine.code
  const program = createProgram(terminal, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    // Help and version end this way too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine.code : EXIT.usage.code
    throw error
  }
}

/** Every command, with its arguments, options and help; `ended` is told the exit code of the one that ran. */
export function createProgram(terminal: Terminal, ended: (code: number) => void): Command {
  const program = new Command('failover')
    .description('Authoritative DNS whose answers are always a healthy server’s address.')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      getOutHelpWidth: () => Math.min(terminal.width, MAX_HELP_COLUMNS),
      getErrHelpWidth: () => Math.min(terminal.width, MAX_HELP_COLUMNS),
      outputError: (text, write) => write(text.replace(/^error: /, 'failover: ')),
    })
    .configureHelp({ subcommandTerm: termOf })
    .showHelpAfterError('(--help shows how it is written)')
    .addHelpText('after', `\n${exitTable(Math.min(terminal.width, MAX_HELP_COLUMNS))}`)
  const launch = launcher(terminal, ended)
  for (const add of COMMANDS) add(program, launch)
  return program
}

function launcher(terminal: Terminal, ended: (code: number) => void): Launch {
  return (run) =>
    async (...given) => {
      // commander passes the arguments, the options, and the command itself.
      const { config, json, color } = given.at(-2) as CommonOptions
      const session = { terminal: withColors(terminal, color), configFile: config, json: json ?? false }
      ended(await run(session, ...given))
    }
}

function withColors(terminal: Terminal, color: CommonOptions['color']): Terminal {
  return color === 'auto' ? terminal : { ...terminal, colors: color === 'always' }
}
