// Name servers from Debian's packages, each in the foreground on a loopback port with its files in a folder that goes.
import assert from 'node:assert/strict'
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ask, type Endpoint } from '../dns-client.ts'
import { freePort } from '../free-port.ts'
import { OwnProcess } from '../own-process.ts'
import { zoneFileOf } from './zones.ts'

export interface PeerProgram {
  /** As reports name it. */
  readonly name: string
  readonly program: string
  readonly arguments: (configFile: string) => readonly string[]
  readonly config: (setup: PeerSetup) => string
  /** What it says when it serves; without it, it is asked for the SOA of every zone. */
  readonly greeting?: string
}

export interface PeerSetup {
  readonly folder: string
  readonly endpoint: Endpoint
  /** Their files are in `folder`, named by zoneFileOf. */
  readonly origins: readonly string[]
}

export interface Peer {
  readonly name: string
  readonly endpoint: Endpoint
}

const READY_WITHIN_MS = 15_000
const LOOK_EVERY_MS = 50
const ADDRESS = '127.0.0.1'

/** Debian keeps servers out of an ordinary user's PATH. */
const PROGRAM_FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

/** True when the test is to end here, since a program is not installed; on CI that is a failure. */
export function skipWithout(t: TestContext, ...programs: readonly string[]): boolean {
  const missing = programs.filter((program) => pathOf(program) === undefined)
  if (missing.length === 0) return false
  const message = `not installed: ${missing.join(', ')}`
  assert.ok(!process.env['CI'], message)
  t.skip(message)
  return true
}

function pathOf(program: string): string | undefined {
  return PROGRAM_FOLDERS.map((folder) => join(folder, program)).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Resolves when it answers for every zone, at `place` or on a free port; ends with the test. */
export async function startPeer(
  t: Pick<TestContext, 'after'>,
  { name, program, config, greeting, arguments: argumentsOf }: PeerProgram,
  zones: ReadonlyMap<string, string>,
  place?: Endpoint,
): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), `failover-peer-${program}-`))
  mkdirSync(join(folder, 'state'))
  const endpoint = place ?? { address: ADDRESS, port: await freePort(ADDRESS) }
  for (const [origin, text] of zones) writeFileSync(join(folder, zoneFileOf(origin)), text)
  const configFile = join(folder, `${program}.conf`)
  writeFileSync(configFile, config({ folder, endpoint, origins: [...zones.keys()] }))
  const server = new OwnProcess(pathOf(program) ?? program, argumentsOf(configFile), { cwd: folder })
  t.after(async () => {
    // The children of NSD end with it.
    await server.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  if (greeting === undefined) for (const origin of zones.keys()) await answersFor(server, endpoint, origin)
  else
    await server.until(
      greeting,
      () => server.stdout.includes(greeting) || server.stderr.includes(greeting) || undefined,
    )
  return { name, endpoint }
}

async function answersFor(server: OwnProcess, endpoint: Endpoint, origin: string): Promise<void> {
  const deadlineMs = performance.now() + READY_WITHIN_MS
  for (;;) {
    const answer = await ask(endpoint, `${origin} SOA`, { timeoutMs: 200 }).catch(() => undefined)
    if (answer?.rcode === 'NOERROR' && answer.lines.length > 0) return
    assert.ok(
      server.isRunning && performance.now() < deadlineMs,
      `no answer for ${origin}\n${server.story()}`,
    )
    await pause(LOOK_EVERY_MS)
  }
}
