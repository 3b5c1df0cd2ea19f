// The pool that most scenarios are about: one name, real web servers in tiers, checked several times a second.
import type { TestContext } from 'node:test'
import { corpZone, type DaemonSetup, startDaemon, type TestDaemon } from './daemon.ts'
import { freePort } from './free-port.ts'
import { startServers, type TestServer } from './server.ts'

export const PRIMARY = '127.0.0.10'
export const STANDBY = '127.0.0.20'
export const WWW = 'www.corp.example A'

export interface WebPool {
  readonly daemon: TestDaemon
  readonly primary: TestServer
  readonly standby: TestServer
  /** Of the web servers. */
  readonly port: number
}

/** Notes of a check named web; short intervals, and a timeout that a busy machine keeps. */
export function webCheck(port: number, timing = 'every=300ms timeout=300ms fall=2 rise=2'): string {
  return `;@ check web http port=${port} ${timing}`
}

export function wwwRecords(ttl = 30): string {
  return `www ${ttl} A ${PRIMARY} ;@ primary check=web\nwww ${ttl} A ${STANDBY} ;@ standby check=web`
}

/** Primary, standby and the daemon run, and both targets are known to be up. `more` are further lines of the zone. */
export async function startWebPool(
  t: TestContext,
  { timing, more = '', ...setup }: DaemonSetup & { readonly timing?: string; readonly more?: string } = {},
): Promise<WebPool> {
  const port = await freePort(PRIMARY, STANDBY)
  const [primary, standby] = await startServers(t, 'http', port, [PRIMARY, STANDBY])
  const text = corpZone(`${webCheck(port, timing)}\n${wwwRecords()}\n${more}`)
  const daemon = await startDaemon(t, { ...setup, zones: { 'corp.example.zone': text, ...setup.zones } })
  await Promise.all([PRIMARY, STANDBY].map((address) => becomes(daemon, `${address}/web`, 'up')))
  return { daemon, primary: primary as TestServer, standby: standby as TestServer, port }
}

/** Waits for the transition in the log; of those that were there `after` so many lines. */
export async function becomes(
  daemon: TestDaemon,
  target: string,
  state: 'up' | 'degraded' | 'down',
  after = 0,
): Promise<void> {
  const isIt = (line: Readonly<Record<string, unknown>>) => line['target'] === target && line['to'] === state
  await daemon.waitForLog(`${target} is ${state}`, isIt, after)
}
