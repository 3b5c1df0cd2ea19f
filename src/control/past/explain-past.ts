// Why a question was answered as it was at a past instant: the facts of that time, by the steps of today, and what is not known.
//
//   database (read beside its owner) -> position, zone texts, verdicts, overrides -> plan -> publish -> book -> steps
//                                    -> what each pool answered, as it was written down: held against that
import { Book } from '../../answer/book.ts'
import { compileBook } from '../../answer/compile.ts'
import { findDrawnOn, liveZone, watchZones } from '../../answer/live-zone.ts'
import { viewZone, type ZoneView } from '../../answer/zone-view.ts'
import { foldCase, isWithin, type Name, nameFromText, nameToText, ROOT } from '../../dns/name.ts'
import { octets32 } from '../../dns/octets.ts'
import { Past, type Position } from '../../store/past.ts'
import { explainBy } from '../desk/explain-steps.ts'
import { momentText } from '../desk/moment.ts'
import type { ExplainRequest, Explanation, OperatorProblem } from '../operator.ts'
import type { Settings } from '../settle/run-record.ts'
import { PastAnswers } from './past-answers.ts'
import { type PastFacts, pastFacts } from './past-facts.ts'
import { type Running, runningAt } from './running.ts'

export interface ExplainPastJob {
  readonly databaseFile: string
  readonly request: ExplainRequest & { readonly atMs: number }
}

export function explainPast({ databaseFile, request }: ExplainPastJob): Explanation | OperatorProblem {
  const past = new Past(databaseFile)
  try {
    return explainFrom(past, request)
  } finally {
    past.close()
  }
}

function explainFrom(past: Past, request: ExplainPastJob['request']): Explanation | OperatorProblem {
  const { atMs } = request
  const position = past.positionAt(atMs)
  if (position === undefined) return nothingKnown(past)
  const running = runningAt(past, position, atMs)
  if (running === undefined) return nothingKnown(past)
  const facts = pastFacts(past, position, JSON.parse(running.run.settings) as Settings, atMs)
  const lost = lostZone(facts, request.name)
  if (lost !== undefined)
    return notFound(
      `the text that ${nameToText(lost)} had then is not kept, so that nothing can be told of it`,
    )
  const answers = new PastAnswers(past, position, facts, atMs)
  const explanation = explainBy(
    {
      zones: facts.zones.map((zone) => ({ ...zone, stale: false })),
      plan: facts.plan,
      publicationOf: (pool) => answers.explain(pool),
      bookOf: (name, type) => bookOf(facts, answers, name, type),
      verdictOf: facts.verdictOf,
      decreed: facts.decreed,
      doubt: facts.doubt,
      staleIn: () => new Map(),
    },
    request,
  )
  if ('problem' in explanation) return explanation
  return asOf(explanation, { atMs, position, running, answers })
}

function nothingKnown({ oldest }: Past): OperatorProblem {
  return notFound(
    oldest === undefined
      ? 'nothing is on record yet'
      : `nothing is on record of that time; what is begins ${momentText(oldest.atMs)}`,
  )
}

function notFound(sentence: string): OperatorProblem {
  return { problem: { code: 'not-found', sentence } }
}

/** The zone that held this name, if its text is not kept. */
function lostZone({ lost, zones }: PastFacts, text: string): Name | undefined {
  const named = nameFromText(text, ROOT)
  if ('problem' in named) return undefined
  const name = foldCase(named.name)
  const holders = [...lost, ...zones.map(({ origin }) => origin)].filter((origin) => isWithin(name, origin))
  const nearest = holders.reduce<Name | undefined>(
    (best, one) => (best === undefined || one.length > best.length ? one : best),
    undefined,
  )
  return nearest !== undefined && lost.includes(nearest) ? nearest : undefined
}

/** Of the zones only what the one answer draws on: a book of millions of records for one question is dear. */
function bookOf({ zones }: PastFacts, answers: PastAnswers, name: Name, type: number): Book {
  const watched = watchZones(zones.map(({ view }) => view))
  findDrawnOn(watched, [{ name, type }])
  const views = new Map<Name, ZoneView>()
  for (const { origin, zone, serial, view } of zones) {
    const drawnOn = liveZone(zone, watched.found.get(origin) ?? new Set())
    views.set(origin, viewZone(drawnOn, octets32(serial), view.allowQuery))
  }
  return new Book(compileBook(views), { zones: views, publicationOf: (pool) => answers.publicationOf(pool) })
}

interface AsOf {
  readonly atMs: number
  readonly position: Position
  readonly running: Running
  readonly answers: PastAnswers
}

function asOf(explanation: Explanation, { atMs, position, running, answers }: AsOf): Explanation {
  const { question, steps, answer } = explanation
  const isAnswered = running.state !== 'stopped'
  const last = isAnswered ? steps.slice(-1) : [{ fact: 'answer', sentence: running.sentence } as const]
  const unknown = [
    ...(running.state === 'running' ? [] : [running.sentence]),
    ...CLOCK_NOTES[position.clock],
    ...answers.unknown(),
  ]
  return {
    question: `${question} at ${momentText(atMs)}`,
    atMs,
    steps: [...steps.slice(0, -1), ...answers.steps(), ...last],
    answer: isAnswered ? answer : { rcode: 'none', records: [], authority: [] },
    unknown,
  }
}

const CLOCK_NOTES: Readonly<Record<Position['clock'], readonly string[]>> = {
  'went on': [],
  'came twice': ['the clock was set back, so that this time came twice: this is the second one'],
  'was skipped': ['the clock was set ahead over this time: this is how it was before'],
}
