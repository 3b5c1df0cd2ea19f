// The command line as commander knows it: commands, arguments, options, help with examples.
import { Command, CommanderError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { TRANSITION_KINDS } from '../store/transition-kinds.ts'
import type { DecreeOptions } from './decree.ts'
import { EXIT, exitTable } from './exit-codes.ts'
import type { Session } from './session.ts'
import type { Terminal } from './terminal.ts'
import type { TokenOptions } from './token.ts'

interface CommonOptions {
  readonly config?: string
  readonly json?: true
}

/** Resolves to the exit code. `args` are without node and script. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.fine.code
  const program = programOf(terminal, (ended) => {
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

type Ended = (code: number) => void

function programOf(terminal: Terminal, ended: Ended): Command {
  const program = new Command('failover')
    .description('Authoritative DNS whose answers are always a healthy server’s address.')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      getOutHelpWidth: () => Math.min(terminal.width, 100),
      getErrHelpWidth: () => Math.min(terminal.width, 100),
    })
    .showHelpAfterError('(--help shows how it is written)')
    .addHelpText('after', `\n${exitTable()}`)
  const sessionOf = ({ config, json }: CommonOptions): Session => ({
    terminal,
    configFile: config,
    json: json ?? false,
  })
  addServe(program, sessionOf, ended)
  addCheck(program, sessionOf, ended)
  addStatus(program, sessionOf, ended)
  addExplain(program, sessionOf, ended)
  addHistory(program, sessionOf, ended)
  addExport(program, sessionOf, ended)
  addBackup(program, sessionOf, ended)
  addRestore(program, sessionOf, ended)
  addFailback(program, sessionOf, ended)
  addOverrides(program, sessionOf, ended)
  addUndo(program, sessionOf, ended)
  addSimulate(program, sessionOf, ended)
  addReport(program, sessionOf, ended)
  addToken(program, sessionOf, ended)
  addReload(program, sessionOf, ended)
  return program
}

interface HistoryOptions {
  readonly kind?: string
  readonly since?: string
  readonly until?: string
  readonly limit?: string
}

type SessionOf = (options: CommonOptions) => Session

function addServe(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'serve', 'serve the zones, probe the targets, until SIGTERM', [
    'failover serve --config /etc/failover/failover.yaml',
  ]).action(async (options: CommonOptions) => {
    const { runServe } = await import('./serve.ts')
    ended(await runServe(sessionOf(options)))
  })
}

function addCheck(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'check', 'read zone files without a daemon: problems, and how fast each pool fails over', [
    'failover check',
    'failover check zones/corp.example.zone --json',
  ])
    .argument('[files...]', 'zone files; without any, every *.zone of the zones folder')
    .action(async (files: string[], options: CommonOptions) => {
      const { runCheck } = await import('./check.ts')
      ended(await runCheck(sessionOf(options), files))
    })
}

function addStatus(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'status', 'what is up, what is answered, and why', [
    'failover status',
    'failover status --json',
  ]).action(async (options: CommonOptions) => {
    const { runStatus } = await import('./status.ts')
    ended(await runStatus(sessionOf(options)))
  })
}

function addExplain(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'explain', 'every step from what the zone file declares to what is answered', [
    'failover explain intranet.corp.example',
    'failover explain files.corp.example A --from 10.2.0.7',
  ])
    .argument('<name>', 'a domain name; the dot at its end may be left out')
    .argument('[type]', 'a record type; A when left out')
    .option('--from <ip>', 'the client’s address, for records that have for=')
    .action(async (name: string, type: string | undefined, options: CommonOptions & { from?: string }) => {
      const { runExplain } = await import('./explain.ts')
      ended(await runExplain(sessionOf(options), { name, type, from: options.from }))
    })
}

function addHistory(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'history', 'what has changed, when, and why, newest first', [
    'failover history',
    'failover history intranet.corp.example --since 7d',
    'failover history 10.1.0.10 --kind verdict,override --limit 500 --json',
  ])
    .argument('[subject]', 'a target, an address, a name, a name and a type in quotes, or a zone')
    .option('--kind <kinds>', `only these, with commas between: ${TRANSITION_KINDS.join(', ')}`)
    .option('--since <moment>', 'not older: 30m, 7d, 2026-03-01, 2026-03-01T12:00')
    .option('--until <moment>', 'only older than that')
    .option('--limit <count>', 'at most so many; 50 when not said')
    .action(async (subject: string | undefined, options: CommonOptions & HistoryOptions) => {
      const { kind, since, until, limit } = options
      const { runHistory } = await import('./history.ts')
      ended(await runHistory(sessionOf(options), { subject, kind, since, until, limit }))
    })
}

function addExport(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'export', 'a zone as plain text: as it is answered now, or as its file declares it', [
    'failover export corp.example',
    'failover export corp.example --declared',
  ])
    .argument('<zone>', 'the origin of a zone; the dot at its end may be left out')
    .option('--declared', 'everything that the file declares, with the serial of the file')
    .action(async (origin: string, options: CommonOptions & { declared?: true }) => {
      const { runExport } = await import('./export.ts')
      ended(await runExport(sessionOf(options), { origin, declared: options.declared ?? false }))
    })
}

function addBackup(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'backup', 'copy the database while the daemon runs', [
    'failover backup /var/backups/failover.db',
  ])
    .argument('<file>', 'where the daemon, as its own user, writes the copy; nothing is overwritten')
    .action(async (file: string, options: CommonOptions) => {
      const { runBackup } = await import('./backup.ts')
      ended(await runBackup(sessionOf(options), file))
    })
}

function addRestore(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'restore', 'put a backup in the place of the database, while no daemon runs', [
    'failover restore /var/backups/failover.db',
  ])
    .argument('<file>', 'what failover backup has made; the database that is there now is kept aside')
    .action(async (file: string, options: CommonOptions) => {
      const { runRestore } = await import('./restore.ts')
      ended(await runRestore(sessionOf(options), file))
    })
}

function addFailback(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'failback', 'let a pool that waits go back to its better tier now', [
    'failover failback intranet.corp.example',
    'failover failback intranet.corp.example AAAA',
  ])
    .argument('<name>', 'the owner of a pool; the dot at its end may be left out')
    .argument('[type]', 'a record type; A when left out')
    .action(async (name: string, type: string | undefined, options: CommonOptions) => {
      const { runFailback } = await import('./failback.ts')
      ended(await runFailback(sessionOf(options), name, type))
    })
}

const DECREES = {
  drain: 'take servers out gently: the TTL goes down first, and nobody is cut off',
  'force-down': 'take servers out at once, whatever their probes say',
  'force-up': 'answer servers whatever their probes say',
} as const

function addOverrides(program: Command, sessionOf: SessionOf, ended: Ended): void {
  for (const decree of ['drain', 'force-down', 'force-up'] as const)
    add(program, decree, DECREES[decree], [
      `failover ${decree} 10.1.0.10 --for 2h --why "new disks"`,
      `failover ${decree} mail1.corp.example --until 18:00 --why "new kernel"`,
      `failover ${decree} '10.1.0.*/web' --for ever --why "the old site is given up"`,
    ])
      .argument('<target...>', 'address/check, an address, a server name, or OWNER TYPE DATA; * is any text')
      .option('--for <duration>', '30m, 2h, 1d; it ends by itself; or ever, until somebody undoes it')
      .option('--until <time>', '18:00, "2026-03-01 18:00" in local time, or 2026-03-01T18:00:00Z')
      .option('--why <text>', 'why, for everybody who finds it')
      .action(async (target: string[], options: CommonOptions & DecreeOptions) => {
        const { runDecree } = await import('./decree.ts')
        ended(
          await runDecree(sessionOf(options), { ...options, decree, target: target.join(' ') }, Date.now()),
        )
      })
}

function addUndo(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'undo', 'end a drain, force-down or force-up before its time', [
    'failover undo 10.1.0.10',
    "failover undo '*'",
  ])
    .argument('<target...>', 'as it was given, or with * for any text')
    .action(async (target: string[], options: CommonOptions) => {
      const { runUndo } = await import('./decree.ts')
      ended(await runUndo(sessionOf(options), target.join(' ')))
    })
}

function addSimulate(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(
    program,
    'simulate',
    'what would be answered with servers down, or by another zone file; changes nothing',
    [
      'failover simulate down 10.1.0.10',
      'failover simulate down 10.1.0.0/16,mail1.corp.example --json',
      'failover simulate --zone ./corp.example.zone',
    ],
  )
    .argument('[down]', 'the word down')
    .argument('[targets...]', 'what drain takes, or a network; with commas between')
    .option('--zone <file>', 'a zone file that is not in place yet; the daemon reads it')
    .action(
      async (word: string | undefined, targets: string[], options: CommonOptions & { zone?: string }) => {
        const { runSimulate } = await import('./simulate.ts')
        ended(await runSimulate(sessionOf(options), { word, targets, zone: options.zone }))
      },
    )
}

function addReport(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'report', 'say that a server is well, or why it is not, where its check waits for that', [
    'failover report 10.1.0.60/alive',
    'failover report 10.1.0.60/alive --down --why "disk full"',
  ])
    .argument('<target>', 'address/check, or check/address, as failover status shows them')
    .option('--down', 'it is not well; needs --why')
    .option('--why <text>', 'what is wrong with it')
    .action(async (target: string, options: CommonOptions & { down?: true; why?: string }) => {
      const { runReport } = await import('./report.ts')
      ended(await runReport(sessionOf(options), { target, down: options.down ?? false, why: options.why }))
    })
}

function addToken(program: Command, sessionOf: SessionOf, ended: Ended): void {
  const token = program.command('token').description('who may ask the API over TCP: create, list, revoke')
  add(token, 'create', 'make a token and show it, once', [
    'failover token create dashboard --scope read',
    'failover token create deploy --scope operate --for 90d',
  ])
    .argument('<name>', 'what is written down as who, where something is decreed with it')
    .option('--scope <scope>', 'read, or operate to change things too')
    .option('--for <duration>', '12h, 90d; until it is revoked when not said')
    .action(async (name: string, options: CommonOptions & TokenOptions) => {
      const { runTokenCreate } = await import('./token.ts')
      ended(await runTokenCreate(sessionOf(options), name, options))
    })
  add(token, 'list', 'every token: what it allows, until when, when it was last shown', [
    'failover token list',
  ]).action(async (options: CommonOptions) => {
    const { runTokenList } = await import('./token.ts')
    ended(await runTokenList(sessionOf(options)))
  })
  add(token, 'revoke', 'take a token back, at once', ['failover token revoke deploy'])
    .argument('<name>', 'as failover token list shows it')
    .action(async (name: string, options: CommonOptions) => {
      const { runTokenRevoke } = await import('./token.ts')
      ended(await runTokenRevoke(sessionOf(options), name))
    })
}

function addReload(program: Command, sessionOf: SessionOf, ended: Ended): void {
  add(program, 'reload', 'read the zone files again, now', ['failover reload']).action(
    async (options: CommonOptions) => {
      const { runReload } = await import('./reload.ts')
      ended(await runReload(sessionOf(options)))
    },
  )
}

function add(program: Command, name: string, summary: string, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  ${example}`)
  return program
    .command(name)
    .description(summary)
    .option('--config <file>', 'the configuration; ./failover.yaml if it is there')
    .option('--json', 'one JSON value instead of text for a person')
    .addHelpText('after', `\n${examples.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('\n')}`)
}
