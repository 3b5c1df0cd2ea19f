// What Linux tells of a process under /proc: who it is, what it may, how large it is, how long it has run.
import { readFileSync } from 'node:fs'

export interface ProcessFacts {
  readonly uid: number
  readonly gids: readonly number[]
  /** Bits of capabilities(7) that are in force. */
  readonly capabilities: bigint
  readonly residentOctets: number
  readonly swappedOctets: number
  /** Undefined: unlimited. */
  readonly maxOpenFiles: number | undefined
  /** Since its start, as the clock of the system's start counts it. */
  readonly ageMs: number
}

export const CAP_NET_BIND_SERVICE = 10n
export const CAP_NET_ADMIN = 12n
export const CAP_NET_RAW = 13n

/** Times in /proc are in these, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const KIB = 1024

/** Undefined when there is no such process, or it is not to be seen. `pid` may be `self`. */
export function processFacts(pid: number | 'self'): ProcessFacts | undefined {
  const status = readOrNothing(`/proc/${pid}/status`)
  const stat = readOrNothing(`/proc/${pid}/stat`)
  if (status === undefined || stat === undefined) return undefined
  const limits = readOrNothing(`/proc/${pid}/limits`) ?? ''
  return parseFacts(status, stat, limits, readOrNothing('/proc/uptime') ?? '0')
}

export function parseFacts(status: string, stat: string, limits: string, uptime: string): ProcessFacts {
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? ''
  const numbers = (name: string): number[] => (field(name).match(/\d+/g) ?? []).map(Number)
  const kib = (name: string): number => (numbers(name)[0] ?? 0) * KIB
  // The effective ids stand second; the name of the program may hold blanks and parentheses.
  const startTicks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 0)
  const open = /^Max open files\s+(\S+)/m.exec(limits)?.[1]
  return {
    uid: numbers('Uid')[1] ?? 0,
    gids: [numbers('Gid')[1] ?? 0, ...numbers('Groups')],
    capabilities: BigInt(`0x${field('CapEff') || '0'}`),
    residentOctets: kib('VmRSS'),
    swappedOctets: kib('VmSwap'),
    maxOpenFiles: open === undefined || open === 'unlimited' ? undefined : Number(open),
    ageMs: (Number.parseFloat(uptime) - startTicks / TICKS_PER_SECOND) * 1000,
  }
}

export function hasCapability({ capabilities }: ProcessFacts, bit: bigint): boolean {
  return ((capabilities >> bit) & 1n) === 1n
}

/** Undefined when it is not there or may not be read. */
export function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return undefined
  }
}
