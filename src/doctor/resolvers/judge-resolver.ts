// Whether a resolver gives on what we answer, and keeps it no longer than we say. Pure.
import { type Name, nameToText } from '../../dns/name.ts'
import { RCODE } from '../../dns/rcode.ts'
import { TYPE, typeToText } from '../../dns/type.ts'
import { durationToText } from '../../zone/duration.ts'
import { type Finding, problem, warning } from '../examination.ts'
import type { Reply } from '../network/ask.ts'
import { answersOf, dataOf, rcodeOf, saysStale, soaIn } from '../network/read-reply.ts'
import type { Sample } from '../our-zones.ts'

export interface ResolverWords {
  readonly sample: Sample
  readonly ours: Reply
  readonly first: Reply
  /** A second later. */
  readonly second: Reply
  /** Without validation, when the first failed. */
  readonly unchecked?: Reply
  /** It answers for a name that every resolver knows by itself; asked when the first did not come. */
  readonly isAlive?: boolean
}

const CLAMP_REMEDY =
  'let TTLs be: Unbound cache-min-ttl: 0 and serve-expired: no; BIND min-cache-ttl 0 and stale-answer-enable no; dnsmasq without min-cache-ttl'
const STALE_REMEDY =
  'Unbound serve-expired: no, or serve-expired-client-timeout: 1800; BIND stale-answer-enable no; dnsmasq without use-stale-cache'

/** Sentences without their subject, which is the resolver. Empty: all is well. */
export function judgeResolver(words: ResolverWords): Finding[] {
  const { sample, ours, first, second } = words
  const asked = `${nameToText(sample.name)} ${typeToText(sample.type)}`
  if ('failure' in first) return [silenceFinding(first.failure, words.isAlive ?? false)]
  if ('failure' in ours || ours.message.rcode !== RCODE.NOERROR) return []
  const negative = negativeFinding(words, asked)
  if (negative !== undefined) return [negative]
  const replies = [first, second].flatMap((reply) => ('message' in reply ? [reply.message] : []))
  const ttls = replies.flatMap((message) =>
    answersOf(message, sample.type).map(({ ttlSeconds }) => ttlSeconds),
  )
  const longest = Math.max(0, ...ttls)
  const findings: Finding[] = []
  if (longest > sample.ttlSeconds) findings.push(clampFinding(asked, longest, sample.ttlSeconds))
  if (replies.some(saysStale))
    findings.push(
      problem(`answers ${asked} from its cache after the TTL is over, and says so (stale)`, STALE_REMEDY),
    )
  else findings.push(...oldFindings(words, asked, longest))
  return findings
}

function silenceFinding(failure: string, isAlive: boolean): Finding {
  return isAlive
    ? problem(
        `does not find us: ${failure} for our names, though it answers for others`,
        'see to it that it is told the right address and port, and that UDP and TCP pass from it to here: README.md, Delegation',
      )
    : problem(
        `does not answer: ${failure}`,
        'start it, or take it out of /etc/resolv.conf; clients wait for it before they ask the next',
      )
}

function clampFinding(asked: string, keptSeconds: number, ttlSeconds: number): Finding {
  const late = durationToText((keptSeconds - ttlSeconds) * 1000)
  return problem(
    `keeps ${asked} for ${keptSeconds}s, where we say ${ttlSeconds}s: every failover reaches its clients up to ${late} late`,
    CLAMP_REMEDY,
  )
}

/** What it answers and we do not, is from before the last change; by the second answer it should be gone. */
function oldFindings({ sample, ours, second }: ResolverWords, asked: string, ttlSeconds: number): Finding[] {
  if ('failure' in second || 'failure' in ours || sample.published === undefined) return []
  // What has changed meanwhile is in our own answer.
  const published = [...new Set([...sample.published, ...dataOf(ours.message, sample.type)])]
  const old = dataOf(second.message, sample.type).filter((data) => !published.includes(data))
  if (old.length === 0) return []
  const found = `answers ${asked} with ${old.join(', ')}, where we answer ${published.join(', ')}`
  return [
    warning(
      `${found}: it holds an older answer for ${ttlSeconds}s more, or asks somebody else`,
      `wait for ${ttlSeconds}s and look again; if it stays, the resolver does not ask us: see README.md, Delegation`,
    ),
  ]
}

/** It has nothing, where we have something. */
function negativeFinding({ sample, first, unchecked }: ResolverWords, asked: string): Finding | undefined {
  if ('failure' in first) return undefined
  const { message } = first
  if (message.rcode === RCODE.NOERROR && answersOf(message, sample.type).length > 0) return undefined
  const rcode = message.rcode === RCODE.NOERROR ? 'no data' : rcodeOf(message)
  if (message.rcode === RCODE.NOERROR || message.rcode === RCODE.NXDOMAIN) {
    const kept = soaIn(message)?.negativeTtlSeconds
    return problem(
      `answers ${rcode} for ${asked}, which we answer${kept === undefined ? '' : `, for ${kept}s more`}: it has kept a denial, or does not ask us`,
      'flush it (unbound-control flush_zone, rndc flushtree); if it stays, tell it where the zone is: see README.md, Delegation',
    )
  }
  if (
    unchecked !== undefined &&
    'message' in unchecked &&
    answersOf(unchecked.message, sample.type).length > 0
  )
    return problem(
      `answers ${rcode} for ${asked}, because it takes the zone for badly signed`,
      'the parent is signed and says nothing of the zone: Unbound domain-insecure: "ZONE", BIND validate-except { "ZONE"; }; or remove the DS records from the parent',
    )
  return problem(
    `answers ${rcode} for ${asked}, which we answer`,
    'tell it where the zone is, and that it may ask there: see README.md, Delegation',
  )
}

export interface NegativeWords {
  readonly origin: Name
  /** For one name that does not exist. */
  readonly theirs: Reply
  readonly ours: Reply
}

/** RFC 2308 §5: a denial is kept for the lesser of the SOA's TTL and MINIMUM. */
export function judgeNegative({ origin, theirs, ours }: NegativeWords): Finding[] {
  if ('failure' in theirs || 'failure' in ours) return []
  if (ours.message.rcode !== RCODE.NXDOMAIN) return []
  const said = soaIn(ours.message)?.negativeTtlSeconds
  const kept = theirs.message.authority.find(({ type }) => type === TYPE.SOA)?.ttlSeconds
  if (theirs.message.rcode === RCODE.NOERROR && theirs.message.answer.length > 0)
    return [
      warning(
        `answers names below ${nameToText(origin)} that do not exist`,
        'it, or whom it asks, replaces denials: have it ask us directly, see README.md, Delegation',
      ),
    ]
  if (said === undefined || kept === undefined || kept <= said) return []
  return [
    problem(
      `keeps denials of ${nameToText(origin)} for ${kept}s, where we say ${said}s: a name that is added is missed for as long`,
      'Unbound cache-min-ttl: 0 and cache-min-negative-ttl: 0; BIND min-ncache-ttl 0; dnsmasq without neg-ttl',
    ),
  ]
}
