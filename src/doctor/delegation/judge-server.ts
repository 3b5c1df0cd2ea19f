// Whether one name server of a zone answers as it must: over UDP and TCP, with authority, and what we answer. Pure.
import { nameToText } from '../../dns/name.ts'
import { RCODE } from '../../dns/rcode.ts'
import { isSerialGreater } from '../../dns/serial.ts'
import { typeToText } from '../../dns/type.ts'
import { type Finding, problem, skipped, warning } from '../examination.ts'
import type { Reply } from '../network/ask.ts'
import { NO_WAY } from '../network/failure.ts'
import { answersOf, dataOf, rcodeOf, soaIn } from '../network/read-reply.ts'
import type { OurZone, Sample } from '../our-zones.ts'

export interface ServerWords {
  /** For the SOA, with EDNS. */
  readonly udp: Reply
  readonly tcp: Reply
  readonly samples: readonly SampleWords[]
}

export interface SampleWords {
  readonly sample: Sample
  /** Over UDP without EDNS: 512 octets at most. */
  readonly small: Reply
  /** Over TCP. */
  readonly whole: Reply
}

const OPEN_REMEDY =
  'start it; let UDP and TCP pass to its port through every packet filter; or remove its NS record from the zone and the parent'

/** Sentences without their subject, which is the server. Empty: all is well. */
export function judgeServer(zone: OurZone, words: ServerWords): Finding[] {
  const { udp, tcp } = words
  if ('failure' in udp && 'failure' in tcp && udp.failure === NO_WAY && tcp.failure === NO_WAY)
    return [skipped(`cannot be asked from this machine: ${NO_WAY}`)]
  if ('failure' in udp && 'failure' in tcp)
    return [problem(`is not reached: ${udp.failure} (UDP), ${tcp.failure} (TCP)`, OPEN_REMEDY)]
  const findings: Finding[] = []
  if ('failure' in udp) findings.push(problem(`answers over TCP only: ${udp.failure} over UDP`, OPEN_REMEDY))
  if ('failure' in tcp)
    findings.push(
      problem(
        `answers over UDP only: ${tcp.failure} over TCP, which large answers need`,
        'let TCP pass to its port, too, through every packet filter (RFC 7766)',
      ),
    )
  const lame = lameness(zone, udp) ?? lameness(zone, tcp)
  if (lame !== undefined) return [...findings, lame]
  return [
    ...findings,
    ...ednsFindings(udp),
    ...serialFindings(zone, 'message' in udp ? udp : tcp),
    ...words.samples.flatMap(sampleFindings),
  ]
}

/** A name server that does not speak for the zone: every question that goes there is lost. */
function lameness(zone: OurZone, reply: Reply): Finding | undefined {
  if ('failure' in reply) return undefined
  const { message } = reply
  const origin = nameToText(zone.origin)
  const remedy = `make it serve ${origin}, or remove its NS record from the zone and the parent`
  // Whoever does not know EDNS says FORMERR or NOTIMP, and is told of apart.
  if (message.rcode === RCODE.FORMERR || message.rcode === RCODE.NOTIMP) return undefined
  if (message.rcode !== RCODE.NOERROR)
    return problem(`is lame: it answers ${rcodeOf(message)} for ${origin}`, remedy)
  if (!message.flags.aa) return problem(`is lame: its answer for ${origin} is not authoritative`, remedy)
  return soaIn(message)?.owner === zone.origin
    ? undefined
    : problem(`is lame: it knows no SOA of ${origin}`, remedy)
}

/** RFC 6891 §6.1.1: who knows EDNS sends an OPT back. */
function ednsFindings(udp: Reply): Finding[] {
  if ('failure' in udp || udp.message.edns !== undefined) return []
  return [
    problem(
      `does not know EDNS (${rcodeOf(udp.message)}), or something on the way strips it: large answers cost a second question over TCP`,
      'look for a packet filter that inspects DNS, and have it let EDNS pass',
    ),
  ]
}

function serialFindings({ serial, samples }: OurZone, reply: Reply): Finding[] {
  const theirs = 'message' in reply ? soaIn(reply.message)?.serial : undefined
  if (serial === undefined || theirs === undefined || theirs === serial) return []
  const order = isSerialGreater(serial, theirs) ? 'behind' : 'ahead of'
  const hasPools = samples.length > 1
  return [
    warning(
      `has serial ${theirs}, ${order} our ${serial}`,
      hasPools
        ? 'compare failover status on both: nodes that see the same health and have the same zone files differ for seconds only'
        : 'compare the zone files of both nodes, and failover reload where they differ',
    ),
  ]
}

function sampleFindings({ sample, small, whole }: SampleWords): Finding[] {
  const asked = `${nameToText(sample.name)} ${typeToText(sample.type)}`
  if ('failure' in whole) return []
  const theirs = dataOf(whole.message, sample.type)
  const findings: Finding[] = []
  if ('message' in small && small.message.flags.tc && theirs.length === 0)
    findings.push(
      problem(
        `truncates ${asked} over UDP, and does not give it over TCP either`,
        'look at its log; ask it: dig +tcp',
      ),
    )
  const { published } = sample
  if (published === undefined) return findings
  const strange = theirs.filter((data) => !published.includes(data))
  if (strange.length > 0)
    findings.push(
      warning(
        `answers ${asked} with ${strange.join(', ')}, which we do not: ${published.join(', ') || 'nothing'}`,
        'compare failover explain on both nodes: they see another health, have another override, or another zone file',
      ),
    )
  else if (theirs.length === 0 && published.length > 0 && answersOf(whole.message, sample.type).length === 0)
    findings.push(
      problem(
        `answers nothing for ${asked}, where we answer ${published.join(', ')}`,
        'compare the zone files of both nodes, and failover reload where they differ',
      ),
    )
  return findings
}
