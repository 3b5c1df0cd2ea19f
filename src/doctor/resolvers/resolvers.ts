// Do resolvers keep our answers for our TTL and no longer? Asks each of them twice, and us before and after.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Endpoint } from '../../config/values.ts'
import { type Name, nameToText, prepend, ROOT } from '../../dns/name.ts'
import { RCODE } from '../../dns/rcode.ts'
import { TYPE } from '../../dns/type.ts'
import { absenceOf, type Context, DNS_PORT, statusOf } from '../context.ts'
import { type Examination, type Finding, ok, skipped } from '../examination.ts'
import { askWhole, type Reply } from '../network/ask.ts'
import { serverText } from '../network/endpoint-text.ts'
import { type OurZone, ownEndpoint, type Sample } from '../our-zones.ts'
import { judgeNegative, judgeResolver, type ResolverWords } from './judge-resolver.ts'

/** TTLs count whole seconds: after this, one has passed. */
const BETWEEN_MS = 1100

export const resolvers: Examination = {
  title: 'resolvers',
  asksOthers: true,
  async run(context) {
    if (context.resolvers.length === 0)
      return [
        skipped('/etc/resolv.conf names no resolver; failover doctor --resolver IP asks one that you name'),
      ]
    if (statusOf(context) === undefined)
      return [skipped(`${absenceOf(context)}: there is nothing to compare their answers with`)]
    const findings = await Promise.all(
      context.resolvers.map((resolver) => resolverFindings(context, resolver)),
    )
    return findings.flat()
  },
}

async function resolverFindings(context: Context, resolver: Endpoint): Promise<readonly Finding[]> {
  const judged = await Promise.all(
    context.zones.map(async (zone) => ({ zone, findings: await zoneFindings(context, resolver, zone) })),
  )
  const well = judged.filter(({ findings }) => findings.length === 0)
  // Once what is the same for every name, as that it does not answer at all.
  const told = new Map(judged.flatMap(({ findings }) => findings.map((finding) => [finding.found, finding])))
  const who = serverText(resolver, DNS_PORT)
  const names = well.map(({ zone }) => nameToText(zone.origin)).join(', ')
  return [
    ...[...told.values()].map((finding) => ({ ...finding, found: `${who}: ${finding.found}` })),
    ...(well.length === 0 ? [] : [ok(`${who}: ${names}: answered as here, and kept for our TTLs`)]),
  ]
}

async function zoneFindings(
  context: Context,
  resolver: Endpoint,
  zone: OurZone,
): Promise<readonly Finding[]> {
  const found = await Promise.all([
    ...zone.samples.map((sample) => sampleFindings(context, resolver, sample)),
    negativeFindings(context, resolver, zone),
  ])
  return found.flat()
}

async function sampleFindings(
  context: Context,
  resolver: Endpoint,
  sample: Sample,
): Promise<readonly Finding[]> {
  const { name, type } = sample
  const recursive = (): Promise<Reply> => askWhole(context.ask, resolver, { name, type, isRecursive: true })
  const first = await recursive()
  const diagnosis = await diagnose(context, resolver, sample, first)
  const isAnswered = 'message' in first && first.message.rcode === RCODE.NOERROR
  if (isAnswered) await pause(BETWEEN_MS)
  const second = isAnswered ? await recursive() : first
  // Last: what we answer now can only be newer than what the resolver has.
  const ours = await askWhole(context.ask, ownEndpoint(context.config), { name, type })
  return judgeResolver({ sample, ours, first, second, ...diagnosis })
}

/** RFC 6761 §6.3: resolvers know it by themselves, and ask nobody. */
const LOCALHOST = prepend('localhost', ROOT)

/** A resolver that fails is asked what tells why: not to validate, or for a name that hangs on nobody else. */
async function diagnose(
  { ask }: Context,
  resolver: Endpoint,
  { name, type }: Sample,
  first: Reply,
): Promise<Pick<ResolverWords, 'unchecked' | 'isAlive'>> {
  if ('failure' in first) {
    const alive = await ask(resolver, { name: LOCALHOST, type: TYPE.A, isRecursive: true })
    return { isAlive: 'message' in alive }
  }
  if (first.message.rcode === RCODE.NOERROR) return {}
  return { unchecked: await askWhole(ask, resolver, { name, type, isRecursive: true, isUnchecked: true }) }
}

/** A name that nobody has ever asked for, so that no cache knows it. */
async function negativeFindings(
  context: Context,
  resolver: Endpoint,
  { origin }: OurZone,
): Promise<readonly Finding[]> {
  const label = `doctor-${randomBytes(6).toString('hex')}`
  const name = prepend(label, origin) as Name
  const [theirs, ours] = await Promise.all([
    askWhole(context.ask, resolver, { name, type: TYPE.A, isRecursive: true }),
    askWhole(context.ask, ownEndpoint(context.config), { name, type: TYPE.A }),
  ])
  return judgeNegative({ origin, theirs, ours })
}
