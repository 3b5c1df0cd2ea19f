// The kinds of failure: how each is brought about, which checks can see it at all, and where its victims listen.

export type Check = 'http' | 'tcp' | 'https'
export type KindName = 'kill' | 'stop' | 'closed' | 'unplugged' | 'status' | 'certificate'

export interface Kind {
  readonly name: KindName
  /** As tables name it. */
  readonly title: string
  readonly about: string
  readonly checks: readonly Check[]
  /** Each victim needs a process of its own, or one process plays all of them. */
  readonly isWholeProcess: boolean
}

export const KINDS: readonly Kind[] = [
  {
    name: 'kill',
    title: 'kill -9',
    about: "SIGKILL to the server's process",
    checks: ['http', 'tcp'],
    isWholeProcess: true,
  },
  {
    name: 'stop',
    title: 'SIGSTOP',
    // Whether a connection can be opened says nothing here: the kernel goes on accepting.
    about: 'the kernel accepts, nobody answers',
    checks: ['http'],
    isWholeProcess: true,
  },
  {
    name: 'closed',
    title: 'port closed',
    about: 'the listening socket only; connections that stand go on',
    checks: ['http', 'tcp'],
    isWholeProcess: false,
  },
  {
    name: 'unplugged',
    title: 'unplugged',
    about: 'every packet to and from it is dropped (nftables, in a network namespace)',
    checks: ['http', 'tcp'],
    isWholeProcess: false,
  },
  {
    name: 'status',
    title: 'HTTP 500',
    about: 'instead of 200, on the same connections',
    checks: ['http'],
    isWholeProcess: false,
  },
  {
    name: 'certificate',
    title: 'expired certificate',
    about: 'presented from now on; its twin was valid',
    checks: ['https'],
    isWholeProcess: false,
  },
]

/** One server that fails once, and the pool that it is the primary of. */
export interface Victim {
  readonly kind: Kind
  readonly round: number
  readonly address: string
}

/** Answered instead; never fails. */
export const STANDBY = '127.20.255.1'
export const MAX_ROUNDS = 200

/** RFC 2544 §C.2.2: addresses for benchmarks, of the namespace that is unplugged. */
export const UPLINK = { network: '198.18.53', host: '198.18.53.1' } as const

export function victimsOf(kinds: readonly Kind[], rounds: number): Victim[] {
  return Array.from({ length: rounds }, (_, round) =>
    kinds.map((kind) => ({ kind, round, address: addressOf(kind, round) })),
  ).flat()
}

function addressOf(kind: Kind, round: number): string {
  if (kind.name === 'unplugged') return `${UPLINK.network}.${round + 2}`
  return `127.20.${KINDS.indexOf(kind) + 1}.${round + 1}`
}

/** The first label of the pool of a victim, under one check. */
export function poolName({ kind, round }: Victim, check: Check): string {
  return `${check}-${kind.name}-${round}`
}
