// Is the clock of this machine right, kept, and has it gone on evenly since the daemon started?
import { type Context, statusOf } from '../context.ts'
import { type Examination, type Finding, ok, problem, skipped, warning } from '../examination.ts'
import { askTime, type TimeReply } from '../network/ask-time.ts'
import { serverText } from '../network/endpoint-text.ts'
import { spanText } from '../span-text.ts'
import { type KernelClock, kernelClock } from './adjtimex.ts'
import { processFacts } from './process-facts.ts'

const NTP_PORT = 123
/** Between two readings of clocks and files. */
const TOLERANCE_MS = 5000
const SMALL_OFFSET_MS = 500
/** Certificates, cookies (RFC 9018) and the history of several nodes go wrong beyond some seconds. */
const LARGE_OFFSET_MS = 5000
const KEEP = 'install chrony (or systemctl enable --now systemd-timesyncd)'

export const clock: Examination = {
  title: 'clock',
  async run(context) {
    const [kept, compared] = await Promise.all([kernelClock(), comparedFindings(context)])
    return [
      judgeKept(kept),
      ...judgeFuture(newestOf(context), context.nowMs),
      ...setFindings(context),
      ...compared,
    ]
  },
}

async function comparedFindings({ timeServer, isQuick }: Context): Promise<readonly Finding[]> {
  if (timeServer === undefined) return []
  if (isQuick) return [skipped('the time server is another machine, which --quick leaves out')]
  return [judgeTime(serverText(timeServer, NTP_PORT), await askTime(timeServer))]
}

export function judgeKept(kept: KernelClock | undefined): Finding {
  if (kept === undefined) return skipped('the kernel does not tell whether its clock is kept')
  return kept.isSynchronized
    ? ok(`kept by a time service, right within ${spanText(kept.maxErrorMs)}`)
    : warning(
        'no time service keeps the clock of this machine (or of the one that runs this container)',
        KEEP,
      )
}

/** A time that was written down, and what it is of. */
export interface WrittenTime {
  readonly what: string
  readonly atMs: number
}

function newestOf(context: Context): readonly WrittenTime[] {
  const inspected = context.inspected
  const { newestTransitionAtMs, newestProbeAtMs } =
    'newestTransitionAtMs' in inspected
      ? inspected
      : { newestTransitionAtMs: undefined, newestProbeAtMs: undefined }
  const probed = statusOf(context)?.targets.map(({ last }) => last?.atMs ?? 0) ?? []
  const probedAtMs = Math.max(newestProbeAtMs ?? 0, ...probed)
  return [
    ...(newestTransitionAtMs === undefined
      ? []
      : [{ what: 'the newest transition', atMs: newestTransitionAtMs }]),
    ...(probedAtMs === 0 ? [] : [{ what: 'the newest verdict', atMs: probedAtMs }]),
  ]
}

export function judgeFuture(written: readonly WrittenTime[], nowMs: number): readonly Finding[] {
  return written
    .filter(({ atMs }) => atMs > nowMs + TOLERANCE_MS)
    .map(({ what, atMs }) =>
      problem(
        `${what} is of ${new Date(atMs).toISOString()}, ${spanText(atMs - nowMs)} in the future`,
        `set the clock if it is wrong now (${KEEP}); if it was wrong then, nothing is to be done but to wait`,
      ),
    )
}

function setFindings(context: Context): readonly Finding[] {
  const node = statusOf(context)?.node
  const facts = node === undefined ? undefined : processFacts(node.pid)
  if (node === undefined || facts === undefined) return []
  return judgeSet(node.startedAtMs, facts.ageMs, Date.now())
}

/** From the start of the process until the daemon has written down when it started. */
const MAX_START_MS = 60_000

/** The daemon wrote down its start by the wall clock; its process has an age that no setting of the clock changes. */
export function judgeSet(startedAtMs: number, ageMs: number, nowMs: number): readonly Finding[] {
  const setMs = nowMs - ageMs - startedAtMs
  if (setMs <= TOLERANCE_MS && setMs >= -TOLERANCE_MS - MAX_START_MS) return []
  const direction = setMs > 0 ? 'ahead' : 'back'
  return [
    warning(
      `the clock was set ${direction} by ${spanText(Math.abs(setMs))} since the daemon started: times in the history before and after do not match`,
      `${KEEP}, so that it is never set, but slowed down or sped up`,
    ),
  ]
}

export function judgeTime(server: string, reply: TimeReply): Finding {
  if ('failure' in reply)
    return warning(`${server} does not tell the time: ${reply.failure}`, 'name another time server: --ntp IP')
  const { offsetMs, delayMs } = reply.compared
  const certainMs = Math.abs(offsetMs) - delayMs / 2
  const found = `this clock is ${spanText(Math.abs(offsetMs))} ${offsetMs > 0 ? 'behind' : 'before'} that of ${server}`
  if (certainMs > LARGE_OFFSET_MS) return problem(found, `${KEEP}; at once: chronyc makestep`)
  return certainMs > SMALL_OFFSET_MS ? warning(found, KEEP) : ok(found)
}
