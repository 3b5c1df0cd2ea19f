// Why a question is answered as it is: every step from what is declared over what is measured to the answer.
import ipaddr from 'ipaddr.js'
import type { Catalog } from '../answer/catalog.ts'
import { zoneOf } from '../answer/locate.ts'
import { lookup } from '../answer/lookup.ts'
import type { Pool } from '../answer/pool.ts'
import type { AnsweredSet, Reply } from '../answer/reply.ts'
import { choose } from '../answer/tree.ts'
import { foldCase, type Name, nameFromText, nameToText, ROOT } from '../dns/name.ts'
import { rcodeToText } from '../dns/rcode.ts'
import { printRdata } from '../dns/rdata/text.ts'
import { recordToText } from '../dns/record-text.ts'
import { TYPE, typeFromText, typeToText } from '../dns/type.ts'
import type { Place } from '../zone/zone.ts'
import type { Daemon } from './daemon.ts'
import type { ExplainRequest, Explanation, ExplanationStep, OperatorProblem } from './operator.ts'
import { memberWhy, standingWhy } from './sentences.ts'
import { poolName } from './status.ts'

export function explain(daemon: Daemon, request: ExplainRequest): Explanation | OperatorProblem {
  const parsed = parseRequest(request)
  if ('problem' in parsed) return parsed
  const { name, type, address } = parsed
  const { plan } = daemon.service
  const touched: Pool[] = []
  const catalog: Catalog = {
    zones: plan.views,
    publicationOf: (pool) => {
      if (!touched.includes(pool)) touched.push(pool)
      return daemon.service.publisher.publicationOf(pool)
    },
  }
  const reply = choose(lookup(catalog, name, type), { address, random: 0 })
  const zone = zoneOf(plan.views, foldCase(name), type)
  const steps = [
    zoneStep(daemon, zone?.origin),
    ...touched.flatMap((pool) => poolSteps(daemon, pool)),
    answerStep(reply),
  ]
  const from = request.from === undefined ? '' : ` from ${request.from}`
  return {
    question: `${nameToText(name)} ${typeToText(type)}${from}`,
    steps,
    answer: {
      rcode: rcodeToText(reply.rcode),
      records: reply.answer.flatMap(linesOf),
      authority: reply.authority.flatMap(linesOf),
    },
  }
}

interface ParsedRequest {
  readonly name: Name
  readonly type: number
  readonly address: readonly number[]
}

/** A client that no `for=` is meant for (RFC 5737 §3). */
const SOMEBODY = [192, 0, 2, 1]

function parseRequest(request: ExplainRequest): ParsedRequest | OperatorProblem {
  const named = nameFromText(request.name, ROOT)
  if ('problem' in named) return badRequest(`"${request.name}" is not a name: ${named.problem}`)
  const type = request.type === undefined ? TYPE.A : typeFromText(request.type)
  if (type === undefined) return badRequest(`"${request.type}" is not a record type`)
  if (request.from !== undefined && !isAddress(request.from))
    return badRequest(`"${request.from}" is not an IP address`)
  const address = request.from === undefined ? SOMEBODY : ipaddr.parse(request.from).toByteArray()
  return { name: named.name, type, address }
}

/** ipaddr.js takes octal and short forms of IPv4 for addresses, nobody else does. */
function isAddress(text: string): boolean {
  return text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text)
}

function badRequest(sentence: string): OperatorProblem {
  return { problem: { code: 'bad-request', sentence } }
}

function zoneStep({ service }: Daemon, origin: Name | undefined): ExplanationStep {
  const loaded = service.zones.find(({ view }) => view.origin === origin)
  if (loaded === undefined) return { fact: 'declared', sentence: 'no zone of ours holds this name' }
  const { file, serial, stale } = loaded
  const note = stale ? '; the file has problems since, the last good one is in service' : ''
  return {
    fact: 'declared',
    sentence: `zone ${nameToText(loaded.zone.origin)} from ${file}, serial ${serial}${note}`,
  }
}

function poolSteps(daemon: Daemon, pool: Pool): ExplanationStep[] {
  const { plan, publisher } = daemon.service
  const planned = plan.pools.get(pool.key)
  if (planned === undefined) return []
  const publication = publisher.publicationOf(pool)
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
      sentence: `${data[i]}: ${memberWhy(needs, plan, (id) => daemon.verdicts.get(id))}`,
    }
  })
  const published = publication.standings.map((standing, i): ExplanationStep => {
    const who = pool.classes.length === 1 ? '' : i === 0 ? 'for everybody else: ' : `for class ${i}: `
    const answers = standing.members.map((member) => data[member])
    const answered = answers.length === 0 ? 'nothing' : answers.join(' ')
    return { fact: 'published', sentence: `${who}${answered}, because ${standingWhy(pool, standing)}` }
  })
  return [...declared, ...measured, ...published]
}

function placeText({ file, line }: Place): string {
  return `${file}:${line}`
}

function answerStep(reply: Reply): ExplanationStep {
  const count = reply.answer.reduce((sum, set) => sum + set.rdatas.length, 0)
  return { fact: 'answer', sentence: `${rcodeToText(reply.rcode)}, ${count} record${count === 1 ? '' : 's'}` }
}

function linesOf(set: AnsweredSet): string[] {
  const { owner, type, ttlSeconds } = set
  // Columns are the reader's business.
  return set.rdatas.map((rdata) => recordToText({ owner, type, ttlSeconds, rdata }).replaceAll('\t', ' '))
}
