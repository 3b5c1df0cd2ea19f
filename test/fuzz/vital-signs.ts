// Memory and open files of a process, from /proc, and the wait until both are back where they were.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const LOOK_EVERY_MS = 50
const CALM_LOOKS = 10

export interface VitalSigns {
  readonly residentBytes: number
  readonly descriptors: number
}

export function vitalSignsOf(pid: number): VitalSigns {
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return { residentBytes: Number(resident) * 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

/** The signs once the number of descriptors has not changed for some looks: what was closed is gone. */
export async function calmSigns(pid: number): Promise<VitalSigns> {
  let signs = vitalSignsOf(pid)
  for (let same = 0; same < CALM_LOOKS; ) {
    await pause(LOOK_EVERY_MS)
    const next = vitalSignsOf(pid)
    same = next.descriptors === signs.descriptors ? same + 1 : 0
    signs = next
  }
  return signs
}

/** Looks until `isFine`, for `deadlineMs` at the most; the last look. */
export async function settledSigns(
  pid: number,
  deadlineMs: number,
  isFine: (signs: VitalSigns) => boolean,
): Promise<VitalSigns> {
  const endMs = performance.now() + deadlineMs
  for (;;) {
    const signs = vitalSignsOf(pid)
    if (isFine(signs) || performance.now() > endMs) return signs
    await pause(LOOK_EVERY_MS)
  }
}
