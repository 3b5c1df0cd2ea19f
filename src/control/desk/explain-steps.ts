// The steps of an explanation: from what is declared over what is measured and decreed to the answer, now or at a past instant.
import ipaddr from 'ipaddr.js'
import type { Book } from '../../answer/book.ts'
import { zoneOf } from '../../answer/locate.ts'
import { peek } from '../../answer/peek.ts'
import type { Pool } from '../../answer/pool.ts'
import type { Publication } from '../../answer/publish.ts'
import type { ZoneView } from '../../answer/zone-view.ts'
import type { Message } from '../../dns/message.ts'
import { foldCase, type Name, nameFromText, nameToText, ROOT } from '../../dns/name.ts'
import { rcodeToText } from '../../dns/rcode.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import type { WireRecord } from '../../dns/record.ts'
import { recordToText } from '../../dns/record-text.ts'
import { TYPE, typeFromText, typeToText } from '../../dns/type.ts'
import type { Place } from '../../zone/zone.ts'
import type { ExplainRequest, Explanation, ExplanationStep, OperatorProblem } from '../operator.ts'
import type { VerdictOf } from '../plan/availability.ts'
import type { Decreed } from '../plan/decreed.ts'
import { poolName } from '../plan/pool-name.ts'
import type { MemberNeeds, PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import type { ServedZone } from '../publish/in-service.ts'
import { drainWhy, overriddenWhy } from './decreed-why.ts'
import { momentText } from './moment.ts'
import { growingWhy, measuredWhy, standingWhy } from './sentences.ts'

/** What answers follow from, now or at a past instant. */
export interface Explained {
  readonly zones: readonly Pick<ServedZone, 'origin' | 'file' | 'serial' | 'stale'>[]
  readonly plan: ServicePlan
  readonly publicationOf: (pool: Pool) => Publication
  /** The book of one question; it holds at least the answer to that one. */
  readonly bookOf: (name: Name, type: number) => Book
  readonly verdictOf: VerdictOf
  readonly decreed: Decreed
  /** What is said of a doubt about ourselves; undefined: there is none. */
  readonly doubt: string | undefined
  /** Which of its members have not been well for long, with the reason; of a past instant it is not known. */
  readonly staleIn: (planned: PlannedPool) => ReadonlyMap<string, string>
}

export function explainBy(explained: Explained, request: ExplainRequest): Explanation | OperatorProblem {
  const parsed = parseRequest(request)
  if ('problem' in parsed) return parsed
  const { name, type, address } = parsed
  const zone = zoneOf(explained.plan.views, foldCase(name), type)
  const { answer, pools } = peek(explained.bookOf(name, type), name, type, address ?? somebody(zone))
  const steps = [
    zoneStep(explained, zone?.origin),
    ...(pools.length > 0 ? doubtSteps(explained) : []),
    ...pools.flatMap((key) => poolSteps(explained, key)),
    answerStep(answer),
  ]
  const from = request.from === undefined ? '' : ` from ${request.from}`
  return {
    question: `${nameToText(name)} ${typeToText(type)}${from}`,
    steps,
    answer: {
      rcode: rcodeToText(answer.rcode),
      records: answer.answer.map(lineOf),
      authority: answer.authority.map(lineOf),
    },
  }
}

interface ParsedRequest {
  readonly name: Name
  readonly type: number
  /** Undefined: anybody. */
  readonly address: readonly number[] | undefined
}

/** A client that no `for=` is meant for (RFC 5737 §3); of a zone that is not for everybody, one who may ask. */
function somebody(zone: ZoneView | undefined): readonly number[] {
  return zone?.allowQuery?.[0]?.address ?? [192, 0, 2, 1]
}

function parseRequest(request: ExplainRequest): ParsedRequest | OperatorProblem {
  const named = nameFromText(request.name, ROOT)
  if ('problem' in named) return badRequest(`"${request.name}" is not a name: ${named.problem}`)
  const type = request.type === undefined ? TYPE.A : typeFromText(request.type)
  if (type === undefined) return badRequest(`"${request.type}" is not a record type`)
  if (request.from !== undefined && !isAddress(request.from))
    return badRequest(`"${request.from}" is not an IP address`)
  const address = request.from === undefined ? undefined : ipaddr.parse(request.from).toByteArray()
  return { name: named.name, type, address }
}

/** ipaddr.js takes octal and short forms of IPv4 for addresses, nobody else does. */
function isAddress(text: string): boolean {
  return text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text)
}

function badRequest(sentence: string): OperatorProblem {
  return { problem: { code: 'bad-request', sentence } }
}

function zoneStep({ zones }: Explained, origin: Name | undefined): ExplanationStep {
  const served = zones.find((one) => one.origin === origin)
  if (served === undefined) return { fact: 'declared', sentence: 'no zone of ours holds this name' }
  const { file, serial, stale } = served
  const note = stale ? '; the file has problems since, the last good one is in service' : ''
  return {
    fact: 'declared',
    sentence: `zone ${nameToText(served.origin)} from ${file}, serial ${serial}${note}`,
  }
}

function doubtSteps({ doubt }: Explained): ExplanationStep[] {
  return doubt === undefined ? [] : [{ fact: 'measured', sentence: doubt }]
}

function poolSteps(explained: Explained, key: string): ExplanationStep[] {
  const { plan, publicationOf, verdictOf, staleIn } = explained
  const planned = plan.pools.get(key)
  if (planned === undefined) return []
  const { pool } = planned
  const publication = publicationOf(pool)
  const data = pool.members.map(({ record }) => printRdata(record.type, record.rdata))
  const declared = pool.members.map(({ record, note }, i): ExplanationStep => {
    const weight = note.weight === undefined ? '' : `, weight ${note.weight}`
    const classes = pool.classes.filter(({ preferred }) => preferred.includes(i)).length
    const networks = classes > 0 ? ', preferred for its for= networks' : ''
    return {
      fact: 'declared',
      sentence: `${poolName(planned)} ${data[i]}: tier ${note.tier}${weight}${networks}`,
      place: placeText(record.place),
    }
  })
  const measured = planned.needs.map((needs, i): ExplanationStep => {
    return {
      fact: 'measured',
      sentence: `${data[i]}: ${measuredWhy(needs, plan, verdictOf)}`,
    }
  })
  const stale = [...staleIn(planned)].map(([member, why]): ExplanationStep => {
    return { fact: 'measured', sentence: `${member} has not been well for long: ${why}` }
  })
  const published = publication.standings.map((standing, i): ExplanationStep => {
    const who = pool.classes.length === 1 ? '' : i === 0 ? 'for everybody else: ' : `for class ${i}: `
    const answers = standing.members.map((member) => data[member])
    const answered = answers.length === 0 ? 'nothing' : answers.join(' ')
    return { fact: 'published', sentence: `${who}${answered}, because ${standingWhy(pool, standing)}` }
  })
  const decreed = planned.needs.flatMap((needs, i) => decreedSteps(explained, data[i] ?? '', needs))
  const growing = growingWhy(pool, publication)
  const growingSteps: ExplanationStep[] =
    growing === undefined ? [] : [{ fact: 'published', sentence: growing }]
  return [...declared, ...measured, ...stale, ...decreed, ...published, ...growingSteps]
}

function decreedSteps({ plan, decreed }: Explained, data: string, needs: MemberNeeds): ExplanationStep[] {
  const said = overriddenWhy(needs, plan, decreed).map((why): ExplanationStep => {
    return { fact: 'decreed', sentence: `${data}: ${why}` }
  })
  const { maintenance } = needs
  const [first] = maintenance
  if (first === undefined) return said
  const drain = decreed.drainOf(maintenance)
  const next = drain.nextMs === undefined ? '' : `; maintenance begins ${momentText(drain.nextMs)}`
  const sentence = `${data}: ${drainWhy(drain) ?? 'not in maintenance now'}${next}`
  const place = first.place === undefined ? 'failover.yaml' : placeText(first.place)
  return [{ fact: 'decreed', sentence, place }, ...said]
}

function placeText({ file, line }: Place): string {
  return `${file}:${line}`
}

function answerStep({ rcode, answer }: Message): ExplanationStep {
  const count = `${answer.length} record${answer.length === 1 ? '' : 's'}`
  return { fact: 'answer', sentence: `${rcodeToText(rcode)}, ${count}` }
}

/** Columns are the reader's business. */
function lineOf(record: WireRecord): string {
  return recordToText(record).replaceAll('\t', ' ')
}
