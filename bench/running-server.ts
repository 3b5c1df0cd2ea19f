// Starts a server in a folder of its own, on the server's core, and knows when it gives its first answer.
import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Credentials, makeAuthority } from '../test/support/certificates.ts'
import { ask, type Endpoint } from '../test/support/dns-client.ts'
import { freePort } from '../test/support/free-port.ts'
import { OwnProcess } from '../test/support/own-process.ts'
import { pinned, SERVER_CORE } from './cores.ts'
import type { ServerProgram } from './servers/server.ts'
import type { Flavour } from './zone.ts'

export interface RunningServer {
  readonly name: string
  readonly endpoint: Endpoint
  readonly dot: Endpoint
  readonly pid: number
  /** From the start of the process to its first right answer. */
  readonly firstAnswerMs: number
  /** As editors do: a new file is moved over the old one. */
  rewriteZone(text: string): void
  stop(): Promise<void>
}

export interface StartOptions {
  readonly checkPort: number
  readonly zone: (flavour: Flavour) => string
  /** A name that has an A record. */
  readonly question: string
  readonly withinMs: number
}

const ADDRESS = '127.0.0.1'
const LOOK_EVERY_MS = 5
const ANSWER_WITHIN_MS = 50

/** Debian keeps servers out of an ordinary user's PATH. */
const PROGRAM_FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

export function isInstalled(program: string): boolean {
  return pathOf(program) !== undefined
}

export async function startServer(server: ServerProgram, options: StartOptions): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), `failover-bench-${server.name}-`))
  const endpoint = { address: ADDRESS, port: await freePort(ADDRESS) }
  const dot = { address: ADDRESS, port: await freePort(ADDRESS) }
  const setup = { folder, endpoint, dot, certificate: newCertificate(), checkPort: options.checkPort }
  mkdirSync(join(folder, 'state'))
  const files = { ...server.files(setup), [server.zoneFile]: options.zone(server.flavour) }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const startedMs = performance.now()
  const program = pathOf(server.program) ?? server.program
  const [command, ...args] = pinned(SERVER_CORE, program, server.arguments(setup))
  const own = new OwnProcess(command, args, { cwd: folder })
  const stop = async (): Promise<void> => {
    await own.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await firstAnswer(own, endpoint, options)
  } catch (error) {
    await stop()
    throw error
  }
  const firstAnswerMs = performance.now() - startedMs
  const rewriteZone = (text: string): void => {
    writeFileSync(join(folder, 'draft'), text)
    renameSync(join(folder, 'draft'), join(folder, server.zoneFile))
  }
  return { name: server.name, endpoint, dot, pid: own.pid, firstAnswerMs, rewriteZone, stop }
}

function newCertificate(): Credentials {
  const authority = makeAuthority()
  const certificate = authority.issue([`IP:${ADDRESS}`], 1)
  authority.remove()
  return certificate
}

async function firstAnswer(
  own: OwnProcess,
  at: Endpoint,
  { question, withinMs }: StartOptions,
): Promise<void> {
  const deadlineMs = performance.now() + withinMs
  for (;;) {
    const answer = await ask(at, `${question} A`, { timeoutMs: ANSWER_WITHIN_MS }).catch(() => undefined)
    if (answer?.rcode === 'NOERROR' && answer.data.length > 0) return
    if (!own.isRunning || performance.now() > deadlineMs)
      throw new Error(`no answer for ${question}\n${own.story()}`)
    await pause(LOOK_EVERY_MS)
  }
}

function pathOf(program: string): string | undefined {
  if (isAbsolute(program)) return program
  return PROGRAM_FOLDERS.map((folder) => join(folder, program)).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
