// What is asked: each workload is a list of questions, how dnsperf is to ask them, and what the answer must be.
import { HOSTS, ORIGIN, POOLS } from './zone.ts'

export interface Workload {
  readonly name: string
  readonly about: string
  /** Lines of a dnsperf file: `www.example.com A`. */
  readonly questions: () => readonly string[]
  readonly options: readonly string[]
  readonly rcode: 'NOERROR' | 'NXDOMAIN'
  /** Who else can be asked the same: `all` peers, one alone, or `none`. */
  readonly peers: 'all' | 'gdnsd' | 'nsd' | 'none'
  /** Over TLS, on the port for that. */
  readonly isDot?: true
}

const QUESTIONS = 10_000
/** More than are asked in a second by far, so that a cache of answers is of little use. */
const RANDOM_QUESTIONS = 200_000

/** A cookie of a client that has none of the server's yet (RFC 7873 §4). */
const CLIENT_COOKIE = '10:0123456789abcdef'

const plain = { options: [], rcode: 'NOERROR', peers: 'all' } as const

export const WORKLOADS: readonly Workload[] = [
  { ...plain, name: 'static', about: 'A of 1 000 names', questions: hosts },
  { ...plain, name: 'pool', about: 'A of 100 checked pools', questions: names('pool'), peers: 'gdnsd' },
  { ...plain, name: 'rotation', about: 'three addresses in turn', questions: names('rotation') },
  { ...plain, name: 'weighted', about: 'one of two, 3 to 1', questions: names('weighted'), peers: 'gdnsd' },
  { ...plain, name: 'sticky', about: 'one of two, by client', questions: names('sticky'), peers: 'none' },
  { ...plain, name: 'for', about: 'by network of the client', questions: names('for'), peers: 'none' },
  { ...plain, name: 'nxdomain', about: 'random names', questions: missing, rcode: 'NXDOMAIN' },
  { ...plain, name: 'wildcard', about: 'random names below *.wild', questions: wild },
  { ...plain, name: 'referral', about: 'names below 100 delegations', questions: delegated },
  { ...plain, name: 'mixed-case', about: 'A of 1 000 names, 0x20', questions: mixedCase },
  {
    ...plain,
    name: 'cookie',
    about: 'EDNS and a client cookie',
    questions: hosts,
    options: ['-e', '-E', CLIENT_COOKIE],
  },
  { ...plain, name: 'tcp', about: 'pipelined on 4 connections', questions: hosts, options: ['-m', 'tcp'] },
  {
    ...plain,
    name: 'dot',
    about: 'over TLS, pipelined on 4 connections',
    questions: hosts,
    options: ['-m', 'dot'],
    peers: 'nsd',
    isDot: true,
  },
]

function hosts(): readonly string[] {
  const next = dice(1)
  return lines(QUESTIONS, () => `host-${next(HOSTS)}.${ORIGIN} A`)
}

/** Questions for a zone of many hosts. */
export function hostsOf(count: number): readonly string[] {
  const next = dice(2)
  return lines(RANDOM_QUESTIONS, () => `host-${next(count)}.${ORIGIN} A`)
}

function names(kind: string): () => readonly string[] {
  return () => {
    const next = dice(3)
    return lines(QUESTIONS, () => `${kind}-${next(POOLS)}.${ORIGIN} A`)
  }
}

function missing(): readonly string[] {
  const next = dice(4)
  return lines(RANDOM_QUESTIONS, (i) => `${label(next)}${i}.${ORIGIN} A`)
}

function wild(): readonly string[] {
  const next = dice(5)
  return lines(RANDOM_QUESTIONS, (i) => `${label(next)}${i}.wild.${ORIGIN} A`)
}

function delegated(): readonly string[] {
  const next = dice(6)
  return lines(QUESTIONS, () => `${label(next)}.sub-${next(POOLS)}.${ORIGIN} A`)
}

function mixedCase(): readonly string[] {
  const next = dice(7)
  const flip = (letter: string) => (next(2) === 0 ? letter : letter.toUpperCase())
  return lines(QUESTIONS, () => `${`host-${next(HOSTS)}.${ORIGIN}`.replace(/[a-z]/g, flip)} A`)
}

function lines(count: number, line: (i: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, i) => line(i))
}

function label(next: (below: number) => number): string {
  return `x${next(36 ** 4).toString(36)}`
}

/** The same numbers in every run: 0 … below-1, from a linear congruential generator. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 0x1_0000_0000) * below)
  }
}
