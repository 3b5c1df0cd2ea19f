// Real servers of Debian packages for probe tests: in the foreground, on loopback, in a folder of their own.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { OwnProcess, type SpawnOptions } from '../../support/own-process.ts'

const PATH = ['/usr/lib/postgresql/15/bin', process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter)

/** For servers that refuse to run as root: nobody, where we are root. */
export const UNPRIVILEGED: SpawnOptions = process.getuid?.() === 0 ? { userId: 65_534 } : {}

/** The reason for which a test is skipped; false where the program is there, and in CI, where it must be. */
export function withoutProgram(program: string): string | false {
  return process.env['CI'] || pathOf(program) !== undefined ? false : `${program} is not installed`
}

/** For servers that give up the rights of root themselves, and so must be started with them. */
export function withoutRoot(): string | false {
  return process.env['CI'] || process.getuid?.() === 0 ? false : 'only root can start it'
}

function pathOf(program: string): string | undefined {
  return [...PATH.split(delimiter).map((folder) => join(folder, program)), program].find(
    (path) => path.startsWith('/') && existsSync(path),
  )
}

/** Runs a program to its end; what it writes to standard output. Throws when it fails. */
export function runReal(
  program: string,
  args: readonly string[],
  { userId, input = '' }: SpawnOptions & { readonly input?: string } = {},
): string {
  const identity = userId === undefined ? {} : { uid: userId, gid: userId }
  return execFileSync(pathOf(program) ?? program, args, {
    ...identity,
    input,
    cwd: tmpdir(),
    stdio: 'pipe',
    encoding: 'utf8',
  })
}

/** Resolves when its output, standard output and error together, matches `ready`. */
export async function startReal(
  program: string,
  args: readonly string[],
  ready: RegExp,
  options: SpawnOptions = {},
): Promise<OwnProcess> {
  const server = new OwnProcess(pathOf(program) ?? program, args, options)
  await server.until(`${ready}`, () => ready.test(server.stdout + server.stderr) || undefined)
  return server
}

/** A server that was killed a moment ago may still write. */
const MAX_RETRIES = 5

/** A folder that is gone once this process has ended, and with it the servers that write into the folder. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'failover-real-'))

  constructor() {
    process.on('exit', () => rmSync(this.path, { recursive: true, force: true, maxRetries: MAX_RETRIES }))
  }

  /** Gives the folder and what is in it to the user of `UNPRIVILEGED`. */
  giveAway(): void {
    const { userId } = UNPRIVILEGED
    if (userId === undefined) return
    for (const name of ['.', ...readdirSync(this.path)]) chownSync(this.in(name), userId, userId)
  }

  in(name: string): string {
    return join(this.path, name)
  }

  write(name: string, content: string, mode = 0o600): string {
    const file = this.in(name)
    writeFileSync(file, content)
    chmodSync(file, mode)
    return file
  }
}
