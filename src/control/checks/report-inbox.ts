// What targets have said of themselves, and for how long each has been silent while we listened.
import type { Heard, Report, Reports } from '../../probe/probe.ts'
import type { Pulse } from './pulse.ts'

interface Box {
  /** When the last report came, or we began to listen: in the awake time of the pulse. */
  readonly heardMs: number
  readonly last: Report | undefined
  readonly isNew: boolean
}

const NOTHING_HEARD: Box = { heardMs: Number.POSITIVE_INFINITY, last: undefined, isNew: false }

/**
 * Nobody was silent while we were away. Before the start, and in a pause that others may have noticed, a report may have
 * been lost: all silences begin anew. In a shorter stall reports wait in the kernel: it does not count.
 */
export class ReportInbox {
  readonly #pulse: Pulse
  readonly #boxes = new Map<string, Box>()

  constructor(pulse: Pulse) {
    this.#pulse = pulse
  }

  /** Reports are taken for these targets, and forgotten for others. */
  setTargets(ids: ReadonlySet<string>): void {
    for (const id of this.#boxes.keys()) if (!ids.has(id)) this.#boxes.delete(id)
    const heardMs = this.#pulse.readAwake().awakeMs
    for (const id of ids)
      if (!this.#boxes.has(id)) this.#boxes.set(id, { heardMs, last: undefined, isNew: false })
  }

  /** False: for this target no reports are taken. */
  put(targetId: string, report: Report): boolean {
    if (!this.#boxes.has(targetId)) return false
    const heardMs = this.#pulse.readAwake().awakeMs
    this.#boxes.set(targetId, { heardMs, last: report, isNew: true })
    return true
  }

  /** Of a target whose silence is no failure before it has lasted for `allowedMs`. */
  reportsOf(targetId: string, allowedMs: number): Reports {
    const read = (): Heard => {
      const { awakeMs, pausedUntilMs } = this.#pulse.readAwake()
      const { heardMs, last, isNew } = this.#boxes.get(targetId) ?? NOTHING_HEARD
      return { last, isNew, silentMs: awakeMs - Math.max(heardMs, pausedUntilMs), allowedMs }
    }
    return {
      read,
      take: () => {
        const heard = read()
        const box = this.#boxes.get(targetId)
        if (box?.isNew) this.#boxes.set(targetId, { ...box, isNew: false })
        return heard
      },
    }
  }
}
