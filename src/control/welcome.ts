// What the terminal says at start: what is served, what is probed, and a line to try.
import { nameToText } from '../dns/name.ts'
import { typeToText } from '../dns/type.ts'
import type { Daemon } from './daemon.ts'

interface Endpoint {
  readonly address: string
  readonly port: number
}

export function endpointText({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

export interface Places {
  readonly listen: readonly Endpoint[]
  readonly dot: readonly Endpoint[]
  readonly doh: readonly Endpoint[]
}

export function welcome(daemon: Daemon, { listen: endpoints, dot, doh }: Places): string {
  const { zones, plan } = daemon.service
  const served = zones.map(
    ({ origin, records, pools }) => `  ${nameToText(origin)}  ${records} records, ${pools} pools`,
  )
  const kinds = new Set([...plan.targets.values()].map(({ type }) => type))
  const probed = `${plan.targets.size} targets (${[...kinds].join(', ') || 'none'})`
  return [
    `failover serves on ${endpoints.map(endpointText).join(', ')} (UDP and TCP)`,
    ...dot.map((endpoint) => `  ${endpointText(endpoint)} (DNS over TLS)`),
    ...doh.map((endpoint) => `  https://${endpointText(endpoint)}/dns-query (DNS over HTTPS)`),
    ...served,
    `and probes ${probed}. Try`,
    `  ${digLine(daemon, endpoints)}`,
    '',
  ].join('\n')
}

function digLine({ service }: Daemon, endpoints: readonly Endpoint[]): string {
  const { address, port } = endpoints[0] ?? { address: '127.0.0.1', port: 53 }
  const pool = [...service.plan.pools.values()][0]?.pool
  const zone = service.zones[0]
  const name = pool?.owner ?? zone?.origin
  const type = pool?.type ?? 6
  return `dig @${address} -p ${port} ${name === undefined ? '.' : nameToText(name)} ${typeToText(type)}`
}
