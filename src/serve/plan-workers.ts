// Which workers there are: one for each UDP socket, one for all of TCP, and one for all of TLS if there is any.

import type { Transport } from '../answer/responder-options.ts'
import type { Endpoint } from './acceptor.ts'
import type { UdpIo } from './choose-udp.ts'
import type { Places, ServingOptions, WorkerEntries } from './serving-options.ts'

export interface PlannedWorker {
  /** As the log names it. */
  readonly name: string
  /** Of its first endpoint; for problems that are no endpoint's own. */
  readonly transport: Transport
  readonly endpoint: Endpoint
  readonly entry: URL
  /** What its job says beside what every job says. */
  readonly details: object
}

export function planWorkers(
  { listen, dot, doh }: Places,
  io: UdpIo,
  { udp, tcp }: ServingOptions,
  entries: WorkerEntries,
): PlannedWorker[] {
  const udpWorkers = listen.flatMap((endpoint) =>
    Array.from({ length: udp.workers }, (_, i) => ({
      name: `udp ${nameOf(endpoint)} #${i + 1}`,
      transport: 'udp' as const,
      endpoint,
      entry: entries.udp,
      details: { ...endpoint, io, shared: udp.workers > 1 },
    })),
  )
  const tcpWorkers = listen.slice(0, 1).map((endpoint) => ({
    name: 'tcp',
    transport: 'tcp' as const,
    endpoint,
    entry: entries.tcp,
    details: { endpoints: listen, limits: tcp },
  }))
  const tlsWorkers = [...dot, ...doh].slice(0, 1).map((endpoint) => ({
    name: 'tls',
    transport: 'tls' as const,
    endpoint,
    entry: entries.tls,
    details: { dot, doh, limits: tcp },
  }))
  return [...udpWorkers, ...tcpWorkers, ...tlsWorkers]
}

function nameOf({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
