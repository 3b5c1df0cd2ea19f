// Is there memory for the next load of the zones, and is the daemon in memory as a whole?
import type { Context } from '../context.ts'
import { type Examination, type Finding, ok, orWell, problem, skipped, warning } from '../examination.ts'
import { octetsText } from '../span-text.ts'
import { daemonFacts, NOT_LINUX } from './daemon-facts.ts'
import { readOrNothing } from './process-facts.ts'

const MIB = 1024 * 1024
/** What a load of small zones takes beside what is in use. */
const LOAD_OCTETS = 128 * MIB

export const memory: Examination = {
  title: 'memory',
  async run(context: Context) {
    const daemon = daemonFacts(context)
    const available = availableOctets(readOrNothing('/proc/meminfo') ?? '', cgroupRoom())
    if (daemon === undefined || available === undefined) return [skipped(NOT_LINUX)]
    const { residentOctets, swappedOctets } = daemon.facts
    return judgeMemory(available, daemon.isDaemon ? { residentOctets, swappedOctets } : undefined)
  },
}

/** The lesser of what the machine has left and what our group of processes may still take. */
export function availableOctets(meminfo: string, room: number | undefined): number | undefined {
  const kib = /^MemAvailable:\s+(\d+)/m.exec(meminfo)?.[1]
  if (kib === undefined) return undefined
  return Math.min(Number(kib) * 1024, room ?? Number.POSITIVE_INFINITY)
}

/** Within a container its own group is the root; undefined: no limit. */
function cgroupRoom(): number | undefined {
  const limit = Number(readOrNothing('/sys/fs/cgroup/memory.max') ?? 'max')
  const used = Number(readOrNothing('/sys/fs/cgroup/memory.current') ?? 'none')
  return Number.isFinite(limit) && Number.isFinite(used) ? Math.max(0, limit - used) : undefined
}

export function judgeMemory(
  available: number,
  daemon: { readonly residentOctets: number; readonly swappedOctets: number } | undefined,
): readonly Finding[] {
  const left = `${octetsText(available)} of memory are available`
  const remedy = 'give the machine more memory, or take other work from it'
  if (daemon === undefined) return [available < LOAD_OCTETS ? warning(left, remedy) : ok(left)]
  const { residentOctets, swappedOctets } = daemon
  const found = `the daemon has ${octetsText(residentOctets)}, ${left}`
  const findings: Finding[] = []
  if (available < LOAD_OCTETS)
    findings.push(problem(`${found}: the next load of the zones may end it`, remedy))
  else if (available < residentOctets)
    findings.push(
      warning(`${found}: a load of the zones makes a second book beside the one in service`, remedy),
    )
  if (swappedOctets > 0)
    findings.push(
      warning(
        `${octetsText(swappedOctets)} of the daemon are swapped out: probes and answers wait for the disk`,
        'in its systemd unit: MemorySwapMax=0; or more memory',
      ),
    )
  return orWell(findings, found)
}
