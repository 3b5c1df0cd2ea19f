// The TypeScript part of an answer, without sockets: how many ns it takes, and that it allocates nothing.
import { constants, PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Responder } from '../src/answer/respond.ts'
import { COUNTER_CELLS } from '../src/answer/zone-counters.ts'
import type { Message } from '../src/dns/message.ts'
import type { Octets } from '../src/dns/octets.ts'
import { PLAIN_RESPONDER } from '../test/support/ask.ts'
import { bookOf, type MadeBook } from './book-of.ts'
import { PackedRequests } from './packed-requests.ts'
import { requestFor } from './requests.ts'
import { median } from './results.ts'
import { fixed, printTable } from './table.ts'
import { threadCpuNs } from './thread-clock.ts'
import { hostsOf, WORKLOADS } from './workloads.ts'
import { HOSTS } from './zone.ts'

export interface AnswerCost {
  readonly records: number
  /** A workload's name, or `mix`. */
  readonly questions: string
  readonly edns: boolean
  readonly nsPerAnswer: number
  /** Of the arena, over the number of records. */
  readonly octetsPerRecord: number
  /** Over ANSWERS_OBSERVED answers. */
  readonly heapGrowthOctets: number
  /** Collections of young objects, which only allocating brings about. */
  readonly scavenges: number
}

const ANSWERS_OBSERVED = 10_000_000
const REQUESTS = 10_000
const ROUNDS = 9
const PASSES = 30
const EDNS: Message['edns'] = { udpSize: 1232, version: 0, dnssecOk: false, options: [] }
/** RFC 7873 §4: of a client that has no cookie of the server yet. */
const COOKIE: Message['edns'] = {
  ...EDNS,
  options: [{ code: 10, data: '\x01\x23\x45\x67\x89\xab\xcd\xef' as Octets }],
}
/** Shares of the mix, of 100; the rest are hits of hosts. */
const MIX: Readonly<Record<string, number>> = {
  ...{ nxdomain: 5, wildcard: 5, referral: 3, 'mixed-case': 2 },
  ...{ pool: 2, rotation: 2, weighted: 2, sticky: 2, for: 2 },
}

export async function measureAnswers(records: number, tell: (line: string) => void): Promise<AnswerCost[]> {
  const costs: AnswerCost[] = []
  for (const hosts of [HOSTS, records]) {
    const made = bookOf(hosts)
    const perRecord = made.book.usedOctets / hosts
    tell(
      `${hosts} hosts: parse ${fixed(made.parseMs, 0)} ms, plan ${fixed(made.planMs, 0)} ms, ` +
        `compile ${fixed(made.compileMs, 0)} ms, ${fixed(perRecord, 1)} octets a record`,
    )
    for (const edns of [undefined, EDNS])
      costs.push(await costOf(made, { hosts, edns, questions: 'mix', lines: mixOf(hosts) }))
    if (hosts !== HOSTS) continue
    for (const { name, questions } of WORKLOADS.filter(({ name, isDot }) => name !== 'tcp' && !isDot)) {
      const edns = name === 'cookie' ? COOKIE : undefined
      costs.push(await costOf(made, { hosts, edns, questions: name, lines: questions().slice(0, REQUESTS) }))
    }
  }
  return costs
}

export function reportAnswers(costs: readonly AnswerCost[]): void {
  const rows = costs.map(
    ({ records, questions, edns, nsPerAnswer, octetsPerRecord, heapGrowthOctets, scavenges }) => [
      `${records} names`,
      `${questions}${edns ? ', EDNS' : ''}`,
      fixed(nsPerAnswer, 1),
      String(heapGrowthOctets),
      String(scavenges),
      fixed(octetsPerRecord, 1),
    ],
  )
  const heads = ['zone', 'questions', 'ns/answer', 'heap growth', 'scavenges', 'octets/record']
  printTable(
    `An answer in process; octets of heap and scavenges over ${ANSWERS_OBSERVED} answers`,
    heads,
    rows,
  )
}

function mixOf(hosts: number): readonly string[] {
  const hits = hostsOf(hosts)
  const shares = Object.entries(MIX).flatMap(([name, share]) => {
    const lines = WORKLOADS.find((workload) => workload.name === name)?.questions() ?? []
    return Array.from({ length: share }, () => lines)
  })
  return Array.from({ length: REQUESTS }, (_, i) => (shares[(i * 37) % 100] ?? hits)[i] as string)
}

interface Setting {
  readonly hosts: number
  readonly edns: Message['edns'] | undefined
  readonly questions: string
  readonly lines: readonly string[]
}

async function costOf({ book }: MadeBook, { hosts, edns, questions, lines }: Setting): Promise<AnswerCost> {
  const responder = new Responder(new Float64Array(COUNTER_CELLS), { ...PLAIN_RESPONDER, seed: 1 })
  responder.use(book.handle)
  const requests = new PackedRequests(lines.map((line) => requestFor(line, edns)))
  const pass = { copy: (): void => requests.copyAll(), answer: (): void => requests.answerAll(responder) }
  nsOf(pass.answer)
  nsOf(pass.copy)
  const rounds = Array.from({ length: ROUNDS }, () => nsOf(pass.answer) - nsOf(pass.copy))
  return {
    ...{ records: hosts, questions, edns: edns !== undefined, nsPerAnswer: median(rounds) },
    octetsPerRecord: book.usedOctets / hosts,
    ...(await watchHeap(pass.answer)),
  }
}

/** CPU time of this thread: whoever else is on the core does not count. */
function nsOf(pass: () => void): number {
  const startNs = threadCpuNs()
  for (let i = 0; i < PASSES; i++) pass()
  return (threadCpuNs() - startNs) / (PASSES * REQUESTS)
}

/** Of an entry of type `gc`; @types/node does not know it. */
interface CollectionEntry {
  readonly detail: { readonly kind: number }
}

async function watchHeap(pass: () => void): Promise<Pick<AnswerCost, 'heapGrowthOctets' | 'scavenges'>> {
  let scavenges = 0
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as readonly CollectionEntry[])
      if (entry.detail.kind === constants.NODE_PERFORMANCE_GC_MINOR) scavenges++
  })
  await nextTurn()
  observer.observe({ entryTypes: ['gc'] })
  const before = process.memoryUsage().heapUsed
  for (let answers = 0; answers < ANSWERS_OBSERVED; answers += REQUESTS) pass()
  const heapGrowthOctets = process.memoryUsage().heapUsed - before
  // The observer is told in a later turn.
  await nextTurn()
  await nextTurn()
  observer.disconnect()
  return { heapGrowthOctets, scavenges }
}
