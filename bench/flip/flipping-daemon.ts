// The real daemon and its real workers within this process, so that the end of each transaction can be timed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import { Daemon } from '../../src/control/daemon.ts'
import { createLog } from '../../src/log.ts'
import { startServing } from '../../src/serve/workers.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { PLAIN_RESPONDER } from '../../test/support/ask.ts'
import type { Endpoint } from '../../test/support/dns-client.ts'
import { freePort } from '../../test/support/free-port.ts'
import { FLIP_ORIGIN } from './flip-zone.ts'

export interface FlippingDaemon {
  readonly endpoint: Endpoint
  stop(): Promise<void>
}

export type OnSettled = (settlement: Parameters<Store['settle']>[0]) => void

const ADDRESS = '127.0.0.1'

/** `onSettled` is called when a transaction is done, before anything of it is answered. */
export async function startFlippingDaemon(zone: string, onSettled: OnSettled): Promise<FlippingDaemon> {
  const folder = mkdtempSync(join(tmpdir(), 'failover-bench-flip-'))
  const endpoint = { address: ADDRESS, port: await freePort(ADDRESS) }
  const configFile = join(folder, 'failover.yaml')
  mkdirSync(join(folder, 'zones'))
  writeFileSync(join(folder, 'zones', `${FLIP_ORIGIN}.zone`), zone)
  writeFileSync(configFile, `listen: ['${endpoint.address}:${endpoint.port}']\nlog: error\n`)
  const read = loadConfig(configFile)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { config } = read
  const opened = openStore(config.databaseFile)
  if ('problem' in opened) throw new Error(opened.problem.sentence)
  const store = withObserver(opened.store, onSettled)
  const loaded = await Daemon.load({ config, log: createLog(config.logLevel), store })
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'))
  const { daemon } = loaded
  const { listen, udp, tcp } = config
  const started = await startServing({
    listen,
    udp,
    tcp,
    book: daemon.bookHandle,
    answering: PLAIN_RESPONDER,
    onEvent: () => undefined,
  })
  if ('problem' in started) throw new Error(started.problem.sentence)
  daemon.start(started.serving)
  const stop = async (): Promise<void> => {
    await Promise.all([daemon.stop(), started.serving.stop()])
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { endpoint, stop }
}

function withObserver(store: Store, onSettled: OnSettled): Store {
  const settle = store.settle.bind(store)
  store.settle = (settlement) => {
    const ids = settle(settlement)
    onSettled(settlement)
    return ids
  }
  return store
}
