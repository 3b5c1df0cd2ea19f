// Two runs beside each other: our CPU per query then and now, and both against gdnsd of the same run.
import { cpuOf } from './report.ts'
import type { Results, Sample } from './results.ts'
import { SERVERS } from './servers/index.ts'
import { fixed, printTable, times } from './table.ts'

const OURS = SERVERS[0]?.name ?? ''
/** The machine's mood is in every figure; in a ratio within one run it is not. */
const YARDSTICK = 'gdnsd'

export function reportAgainst(now: Results, then: Results): void {
  const workloads = [...new Set(now.samples.map(({ workload }) => workload))]
  const rows = workloads.flatMap((workload) => {
    const [before, after] = [then, now].map(({ samples }) => figures(samples, workload)) as [Figures, Figures]
    if (!Number.isFinite(before.ours)) return []
    const figure = [fixed(before.ours, 2), fixed(after.ours, 2), times(after.ours, before.ours)]
    const relative = [times(before.ours, before.yardstick), times(after.ours, after.yardstick)]
    const change = times(after.ours / after.yardstick, before.ours / before.yardstick)
    return [[workload, '', ...figure, ...relative, change]]
  })
  const heads = ['workload', '', 'µs then', 'now', 'now/then', `/${YARDSTICK} then`, 'now', 'now/then']
  printTable(`Against ${then.commit} of ${then.at}`, heads, rows)
  const costs = (now.inProcess ?? []).flatMap((cost) => {
    const old = then.inProcess?.find(
      ({ records, questions, edns }) =>
        records === cost.records && questions === cost.questions && edns === cost.edns,
    )
    if (old === undefined) return []
    const name = `${cost.records} names, ${cost.questions}${cost.edns ? ', EDNS' : ''}`
    return [
      [
        name,
        '',
        fixed(old.nsPerAnswer, 1),
        fixed(cost.nsPerAnswer, 1),
        times(cost.nsPerAnswer, old.nsPerAnswer),
      ],
    ]
  })
  if (costs.length > 0) printTable('In process', ['zone', '', 'ns then', 'now', 'now/then'], costs)
}

interface Figures {
  readonly ours: number
  readonly yardstick: number
}

function figures(samples: readonly Sample[], workload: string): Figures {
  const of = (wanted: string): number =>
    cpuOf(samples.filter((one) => one.workload === workload && one.server === wanted))
  return { ours: of(OURS), yardstick: of(YARDSTICK) }
}
