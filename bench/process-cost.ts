// What a process and all its children have cost until now, from /proc: CPU time of every thread, memory.
import { readdirSync, readFileSync } from 'node:fs'

export interface Memory {
  /** Shared pages counted in each process that maps them. */
  readonly rssKib: number
  /** Shared pages divided among those that map them; the fairer sum over several processes. */
  readonly pssKib: number
}

/** User and system time of all processes of a server, read in two ways. */
export interface CpuTime {
  /** Of the threads that live: to the nanosecond. */
  readonly threadsNs: number
  /** Of threads that have ended too: in ticks. */
  readonly ticksNs: number
}

export function cpuTime(pid: number): CpuTime {
  const family = withChildren(pid)
  return {
    threadsNs: family.reduce((sum, one) => sum + threadsNs(one), 0),
    ticksNs: family.reduce((sum, one) => sum + ticksNs(one), 0),
  }
}

/** A server that starts a thread for each connection, and ends it, shows in the ticks only. */
export function usedNs(before: CpuTime, after: CpuTime): number {
  const [threads, ticks] = [after.threadsNs - before.threadsNs, after.ticksNs - before.ticksNs]
  return ticks - threads > DOUBTFUL_NS ? ticks : threads
}

/** More than ticks can be off for a handful of processes. */
const DOUBTFUL_NS = 100e6

export function memoryOf(pid: number): Memory {
  const rollups = withChildren(pid).map((one) => readOr(`/proc/${one}/smaps_rollup`))
  const sum = (key: string): number =>
    rollups.reduce(
      (total, text) => total + Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0),
      0,
    )
  return { rssKib: sum('Rss'), pssKib: sum('Pss') }
}

export interface MachineTime {
  /** Ticks of all CPUs that went to anybody's work. */
  readonly busyMs: number
  /** Taken by the hypervisor. */
  readonly stolenMs: number
}

const MS_PER_TICK = 10

export function machineTime(): MachineTime {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readOr('/proc/stat')
    .split('\n', 1)
    .join()
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return { busyMs: (user + nice + system + irq + softirq) * MS_PER_TICK, stolenMs: steal * MS_PER_TICK }
}

/** CPU time of the children of this process that have ended. */
export function endedChildrenMs(): number {
  const fields = fieldsOf(readOr('/proc/self/stat'))
  return (Number(fields[13]) + Number(fields[14])) * MS_PER_TICK
}

/** How long the main thread of a process was ready to run and had no core: what others on its core took. */
export function waitedNs(pid: number): number {
  const [, ns = '0'] = readOr(`/proc/${pid}/task/${pid}/schedstat`).split(' ')
  return Number(ns)
}

/** The first field of schedstat: time on a CPU, in ns, exact where the ticks of stat are coarse. */
function threadsNs(pid: number): number {
  const threads = readdirOr(`/proc/${pid}/task`)
  return threads.reduce((sum, thread) => {
    const [ns = '0'] = readOr(`/proc/${pid}/task/${thread}/schedstat`).split(' ')
    return sum + Number(ns)
  }, 0)
}

function ticksNs(pid: number): number {
  const fields = fieldsOf(readOr(`/proc/${pid}/stat`))
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * MS_PER_TICK * 1e6
}

function withChildren(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const entry of readdirOr('/proc'))
    if (/^\d+$/.test(entry)) parents.set(Number(entry), Number(fieldsOf(readOr(`/proc/${entry}/stat`))[1]))
  const family = [pid]
  for (const one of family) for (const [child, parent] of parents) if (parent === one) family.push(child)
  return family
}

/** Behind the program's name, which may hold blanks: state, parent, …. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** A process may end while it is looked at: it then counts for nothing. */
function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function readdirOr(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
