// Four replies to one request, side by side: who agrees with whom, and whether that is as it should be.

import { essenceOf, type Reply, summaryOf } from './reply.ts'
import { describeRequest, type Request } from './request.ts'

export interface Case {
  readonly request: Request
  readonly ours: Reply
  readonly peers: readonly { readonly name: string; readonly reply: Reply }[]
}

/**
 * | standing    | the peers                  | we                                     | must be explained |
 * |-------------|----------------------------|----------------------------------------|-------------------|
 * | unanimous   | all alike                  | like them                              |                   |
 * | followed    | two alike, or none         | like the two, or like one of the three |                   |
 * | against-all | all alike                  | otherwise                              | yes               |
 * | against-two | two alike                  | otherwise                              | yes               |
 * | alone       | each otherwise             | like none of them                      | yes               |
 */
export type Standing = 'unanimous' | 'followed' | 'against-all' | 'against-two' | 'alone'

export function standingOf({ ours, peers }: Case): Standing {
  const own = essenceOf(ours)
  const essences = peers.map(({ reply }) => essenceOf(reply))
  const alike = essences.filter((essence) => essence === own).length
  const distinct = new Set(essences).size
  if (distinct === 1) return alike > 0 ? 'unanimous' : 'against-all'
  if (distinct === essences.length) return alike > 0 ? 'followed' : 'alone'
  return alike > 1 ? 'followed' : 'against-two'
}

/** Who says otherwise than the two others, who agree; nobody when all agree or none do. */
export function dissenterIn({ peers }: Case): string | undefined {
  const essences = peers.map(({ reply }) => essenceOf(reply))
  if (new Set(essences).size !== 2) return undefined
  return peers.find((_, i) => essences.filter((essence) => essence === essences[i]).length === 1)?.name
}

/** Cases that look alike, counted, with a few of the questions. */
export class Groups {
  readonly #groups = new Map<string, { count: number; readonly examples: string[] }>()
  readonly #examples: number

  constructor(examples = 4) {
    this.#examples = examples
  }

  add(heading: string, compared: Case): void {
    const key = [heading, ...sides(compared)].join('\n    ')
    const group = this.#groups.get(key) ?? { count: 0, examples: [] }
    group.count++
    if (group.examples.length < this.#examples) group.examples.push(describeRequest(compared.request))
    this.#groups.set(key, group)
  }

  get size(): number {
    return this.#groups.size
  }

  /** Most frequent first. */
  toString(): string {
    const sorted = [...this.#groups].sort(([, a], [, b]) => b.count - a.count)
    return sorted
      .map(([key, { count, examples }]) => `${count} × ${key}\n    for ${examples.join(' | ')}`)
      .join('\n')
  }
}

/** What each said; records that the sides do not share are told apart by the first of them. */
function sides({ ours, peers }: Case): string[] {
  const all = [...peers, { name: 'ours', reply: ours }]
  const replies = all.map(({ reply }) => reply)
  const summaries = replies.map(summaryOf)
  const areTold = new Set(summaries).size === new Set(replies.map(essenceOf)).size
  const shown = areTold ? withoutShared(summaries) : summaries
  return all.map(({ name, reply }, i) => `${name}: ${shown[i]}${areTold ? '' : peculiarTo(reply, replies)}`)
}

/** Without the RD and the OPT that all of them have, so that more cases look alike. */
function withoutShared(summaries: readonly string[]): readonly string[] {
  const parts = [/ ?\brd\b/, / opt\([^)]*\)/]
  const replied = summaries.filter((summary) => summary !== 'drop')
  return parts.reduce((shown, part) => {
    const isShared = new Set(replied.map((summary) => part.exec(summary)?.[0])).size === 1
    return isShared ? shown.map((summary) => summary.replace(part, '')) : shown
  }, summaries)
}

const PECULIAR_CHARACTERS = 150

function peculiarTo(reply: Reply, all: readonly Reply[]): string {
  const own = [...reply.answer, ...reply.authority].filter(
    (line) => !all.every(({ answer, authority }) => answer.includes(line) || authority.includes(line)),
  )
  return own.length === 0 ? '' : ` {${own.join('; ').slice(0, PECULIAR_CHARACTERS)}}`
}
