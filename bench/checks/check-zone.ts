// A zone whose every pool hangs on two targets of its own: an address of 127.30/15 each, all on one port.

export const CHECK_ORIGIN = 'checks.example'
/** 127.30.0.0/15 without its first and last octets' 0 and 255. */
const ADDRESSES_A_NET = 250
export const MAX_TARGETS = 100_000

export interface CheckZone {
  readonly targets: number
  readonly port: number
  readonly type: string
  readonly every: string
}

export function checkZoneText({ targets, port, type, every }: CheckZone): string {
  const lines = [
    '$TTL 30\n@ SOA ns1 hostmaster 1 3600 900 604800 30\n@ NS ns1\nns1 A 127.0.0.1\n',
    `;@ check up ${type} port=${port} every=${every} timeout=900ms\n`,
  ]
  for (let i = 0; i < targets; i++)
    lines.push(`pool-${i >> 1} A ${targetAddress(i)} ;@ ${i % 2 === 0 ? 'primary' : 'standby'} check=up\n`)
  return lines.join('')
}

export function targetAddress(target: number): string {
  const net = Math.floor(target / ADDRESSES_A_NET)
  return `127.${30 + (net >> 8)}.${net & 255}.${(target % ADDRESSES_A_NET) + 1}`
}
