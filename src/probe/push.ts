// push: a server says of itself, often enough, that it is well; nobody asks it.
//
// It has no options of its own. `every=` is how often a report must come at least, `timeout=` by how much it may be
// late: so a failure is noticed as soon as `failover check` says, as with any other check. Each report that the server
// is well is a success. When none has come for every= and timeout= together, that is a failure, and so is each further
// look that finds none: after confirm=, so that by default one missing report is enough, or with `confirm=off` after
// every=, so that fall= counts missing reports. A report that the server is not well is a failure at once, repeated 20
// ms apart until the target is down, and stands until another report comes; status and explain show its reason. They
// show when the last report came, too. Until a first report is overdue nothing is said: neither after a start of
// failover, nor after it stood still or slept for more than a second.
//
// Reports are for a target, ADDRESS/CHECK: on the machine of failover with `failover report 10.1.0.60/alive`, from
// others as `POST /v1/reports/10.1.0.60/alive`, once failover.yaml has a section push: with an address to listen on.
// Of several nodes each must be told. With `address=` many records can hang on the reports of one machine.
//
//     ;@ check alive push every=30s timeout=10s
import { attempt } from './attempt/attempt.ts'
import { literal } from './attempt/connect.ts'
import type { Finding } from './attempt/converse.ts'
import { printable } from './attempt/printable.ts'
import { readOptions } from './options/options.ts'
import { type Heard, NO_REPORTS, type Probe, type Report } from './probe.ts'

const OPTIONS = {}

export const push: Probe<'push'> = {
  type: 'push',
  optionNames: Object.keys(OPTIONS),
  configure(options, _permits, reports = NO_REPORTS) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    return {
      ok: true,
      waitMs: () => waitMs(reports.read()),
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          literal(address)
          attempt.end(...judge(reports.take()))
          return () => undefined
        }),
    }
  },
}

function waitMs({ last, isNew, silentMs, allowedMs }: Heard): number {
  return isNew || last?.isWell === false ? 0 : Math.max(0, Math.ceil(allowedMs - silentMs))
}

/**
 *  | last report  | silence          | outcome            |
 *  |--------------|------------------|--------------------|
 *  | not well     | any              | unavailable        |
 *  | well, new    | any              | ok                 |
 *  | well or none | below the bound  | none yet, it waits |
 *  | well or none | beyond the bound | timeout            |
 */
function judge({ last, isNew }: Heard): Finding {
  if (last === undefined) return ['timeout', 'no report yet']
  const at = timeOf(last)
  if (!last.isWell) return ['unavailable', `${printable(last.why)}, reported at ${at}`]
  return isNew ? ['ok', `reported at ${at}`] : ['timeout', `the last report came at ${at}`]
}

/** `2026-03-01T12:00:05Z`; absolute, for it may be read long after. */
function timeOf({ atMs }: Report): string {
  return new Date(atMs).toISOString().replace(/\.\d+/, '')
}
