// A zone of pools whose primaries depend on a few targets, so that one target that falls flips many answers.
import { hostAddress } from '../zone.ts'

export const FLIP_ORIGIN = 'flip.example'
/** The second octet of the addresses of primary and standby: 10.101/16 and 10.102/16. */
export const SITES: readonly number[] = [101, 102]
export const PRIMARY = 1
export const STANDBY = 2

export interface FlipZone {
  readonly hosts: number
  readonly pools: number
  readonly targets: number
  readonly checkPort: number
  readonly every: string
}

export function flipZoneText({ hosts, pools, targets, checkPort, every }: FlipZone): string {
  const lines = ['$TTL 30\n@ SOA ns1 hostmaster 1 3600 900 604800 30\n@ NS ns1\nns1 A 127.0.0.1\n']
  const timing = `every=${every} timeout=100ms fall=1 rise=1`
  for (let i = 0; i < targets; i++)
    lines.push(`;@ check t${i} tcp port=${checkPort} address=${targetAddress(i)} ${timing}\n`)
  for (let i = 0; i < pools; i++) {
    const [primary, standby] = SITES.map((site) => `10.${site}.${i >> 8}.${i & 255}`)
    lines.push(`pool-${i} A ${primary} ;@ primary check=t${i % targets}\npool-${i} A ${standby} ;@ standby\n`)
  }
  for (let i = 0; i < hosts; i++) lines.push(`host-${i} A ${hostAddress(i)}\n`)
  return lines.join('')
}

export function poolName(pool: number): string {
  return `pool-${pool}.${FLIP_ORIGIN}`
}

export function targetAddress(target: number): string {
  return `127.3.0.${target + 1}`
}
