// The zone that every server under comparison serves: the same file for all, but gdnsd, which has words of its own for pools.

export const ORIGIN = 'corp.example'
export const HOSTS = 1000
/** How many names there are of each kind of pool, and how many delegations. */
export const POOLS = 100

export type Flavour = 'plain' | 'gdnsd'

export interface BenchZone {
  readonly hosts: number
  readonly flavour: Flavour
  /** Where every target accepts connections. */
  readonly checkPort: number
  readonly checkEvery: string
}

const HEAD = `$TTL 30
@ SOA ns1 hostmaster 1 3600 900 604800 30
@ NS ns1
ns1 A 127.0.0.1
*.wild A 10.99.0.1
`

export function zoneText({ hosts, flavour, checkPort, checkEvery }: BenchZone): string {
  const lines = [HEAD, `;@ check up tcp port=${checkPort} every=${checkEvery} timeout=1s\n`]
  for (let i = 0; i < POOLS; i++) lines.push(delegation(i), unchecked(i), checked(i, flavour))
  for (let i = 0; i < hosts; i++) lines.push(`host-${i} A ${hostAddress(i)}\n`)
  for (let i = 0; i < Math.min(hosts, HOSTS); i++) lines.push(`host-${i} AAAA 2001:db8::${i.toString(16)}\n`)
  return lines.join('')
}

export function hostAddress(i: number): string {
  return `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`
}

/** All of 127/8 is loopback: one listener on every address plays two hundred servers. */
export function targetAddresses(i: number): readonly [string, string] {
  return [`127.1.0.${i + 1}`, `127.2.0.${i + 1}`]
}

function delegation(i: number): string {
  return `sub-${i} NS ns.sub-${i}\nns.sub-${i} A 10.98.0.${i}\n`
}

/** Pools that depend on no check: to the peers, RRsets that they rotate. */
function unchecked(i: number): string {
  return `;@ pool rotation-${i} A pick=all
rotation-${i} A 10.90.0.${i}
rotation-${i} A 10.91.0.${i}
rotation-${i} A 10.92.0.${i}
;@ pool sticky-${i} A pick=sticky answers=1
sticky-${i} A 10.93.0.${i}
sticky-${i} A 10.94.0.${i}
for-${i} A 10.95.0.${i} ;@ for=127.0.0.0/8
for-${i} A 10.96.0.${i} ;@ for=10.0.0.0/8
`
}

function checked(i: number, flavour: Flavour): string {
  if (flavour === 'gdnsd')
    return `pool-${i} DYNA ${hasStandby(i) ? 'simplefo' : 'multifo'}!pool-${i}\nweighted-${i} DYNA weighted!weighted-${i}\n`
  const [first, second] = targetAddresses(i)
  const [primary, standby] = hasStandby(i) ? ['primary ', 'standby '] : ['', '']
  return `pool-${i} A ${first} ;@ ${primary}check=up
pool-${i} A ${second} ;@ ${standby}check=up
;@ pool weighted-${i} A pick=weighted answers=1
weighted-${i} A ${first} ;@ check=up weight=3
weighted-${i} A ${second} ;@ check=up weight=1
`
}

/** Every second pool answers with one server while that is up, the others with both. */
export function hasStandby(i: number): boolean {
  return i % 2 === 1
}
