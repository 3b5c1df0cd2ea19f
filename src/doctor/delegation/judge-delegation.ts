// Whether a parent's servers say of a zone what the zone says of itself: NS records, their addresses, DS. Pure.
import type { Endpoint } from '../../config/values.ts'
import { isWithin, type Name, nameToText } from '../../dns/name.ts'
import { type Finding, ok, problem, skipped, warning } from '../examination.ts'
import { serverText } from '../network/endpoint-text.ts'
import type { NameServer, OurZone } from '../our-zones.ts'
import type { ParentView, ServerWord } from './parent-views.ts'
import type { ParentWord } from './read-parent.ts'

const DNS_PORT = 53
const NAME_A_SERVER = 'failover doctor --parent IP asks a server of the parent that you name'
export const STUB_REMEDY =
  'delegate the zone in its parent, or tell the resolvers where it is: a stub zone in Unbound, static-stub in BIND, server= in dnsmasq'

/** `isFound`: a resolver of this machine finds the zone, by whatever way; undefined: none was asked. */
export function judgeDelegation(
  { zone, parent, words }: ParentView,
  isFound: boolean | undefined,
): readonly Finding[] {
  const origin = nameToText(zone.origin)
  if ('ours' in parent) return [ok(`${origin}: its parent ${nameToText(parent.ours)} is served here too`)]
  if ('unknown' in parent) return [skipped(`${origin}: ${parent.unknown}; ${NAME_A_SERVER}`)]
  if ('root' in parent) return [undelegated(origin, 'no zone of yours lies above it', isFound)]
  const who = parent.name === undefined ? 'the parent' : nameToText(parent.name)
  if (parent.name !== undefined && words.length > 0 && words.every(({ word }) => word.kind === 'none'))
    return [undelegated(origin, `${who} does not delegate it`, isFound)]
  const complaints = words.flatMap((word) => complaintsOf(zone, word).map((finding) => ({ finding, word })))
  if (complaints.length === 0)
    return [
      ok(
        `${origin}: ${who} names the same servers with the same addresses as the zone (${wordsText(words)})`,
      ),
    ]
  return merged(complaints).map(({ finding, servers }) => ({
    ...finding,
    found: `${origin}: ${serversText(servers)} ${finding.found}`,
  }))
}

/** Resolvers can be told where a zone is; then nobody misses a delegation. */
function undelegated(origin: string, why: string, isFound: boolean | undefined): Finding {
  if (isFound === undefined)
    return skipped(`${origin}: ${why}, and no resolver was asked whether it finds the zone`)
  return isFound
    ? ok(`${origin}: ${why}; the resolvers find it all the same, by a stub or forward zone`)
    : problem(`${origin}: ${why}, and the resolvers of this machine do not find it`, STUB_REMEDY)
}

interface Complaint {
  readonly finding: Finding
  readonly word: ServerWord
}

/** One line for what several servers say alike. */
function merged(complaints: readonly Complaint[]): { finding: Finding; servers: Endpoint[] }[] {
  const byText = new Map<string, { finding: Finding; servers: Endpoint[] }>()
  for (const { finding, word } of complaints) {
    const known = byText.get(finding.found)
    if (known === undefined) byText.set(finding.found, { finding, servers: [word.server] })
    else known.servers.push(word.server)
  }
  return [...byText.values()]
}

function complaintsOf(zone: OurZone, { word, hasDs, server }: ServerWord): Finding[] {
  const findings =
    word.kind === 'delegated' ? delegationComplaints(zone, word) : [otherWord(zone, word, server)]
  if (hasDs && !zone.isSigned)
    findings.push(
      problem(
        'has DS records, and the zone is not signed: validating resolvers answer SERVFAIL for all of it',
        `remove the DS records of ${nameToText(zone.origin)} from the parent`,
      ),
    )
  return findings
}

function otherWord(
  zone: OurZone,
  word: Exclude<ParentWord, { kind: 'delegated' }>,
  server: Endpoint,
): Finding {
  const lines = zone.nameServers.flatMap((one) => linesFor(zone, one))
  if (word.kind === 'none')
    return problem('does not delegate it', `write into the parent zone: ${lines.join('; ')}`)
  if (word.kind === 'silent')
    return problem(
      `does not tell: ${word.why}`,
      `ask it: dig @${server.address} -p ${server.port} +norec ${nameToText(zone.origin)} NS; every server of the parent must answer`,
    )
  return problem(
    `refers to ${nameToText(word.cut)} instead`,
    isWithin(word.cut, zone.origin) || !isWithin(zone.origin, word.cut)
      ? 'it is no server of the parent: name one with --parent'
      : `the parent is ${nameToText(word.cut)}: name one of its servers with --parent`,
  )
}

type Delegated = Extract<ParentWord, { kind: 'delegated' }>

function delegationComplaints(zone: OurZone, word: Delegated): Finding[] {
  const ours = new Map(zone.nameServers.map((one) => [one.host, one]))
  const findings: Finding[] = []
  for (const one of zone.nameServers)
    if (!word.hosts.includes(one.host))
      findings.push(
        problem(
          `does not name ${nameToText(one.host)}, which the zone names`,
          `write into the parent zone: ${linesFor(zone, one).join('; ')}`,
        ),
      )
  for (const host of word.hosts) {
    const own = ours.get(host)
    if (own === undefined)
      findings.push(
        problem(
          `names ${nameToText(host)}, which the zone does not name`,
          `remove from the parent zone: ${nsLine(zone.origin, host)}; or write the record into the zone file, if this server serves the zone`,
        ),
      )
    else findings.push(...glueComplaints(zone, own, word))
  }
  if (word.isAuthoritative && findings.length === 0)
    findings.push(
      warning(
        'serves the zone itself, so that it does not follow a delegation',
        'see to it that it transfers the zone from here, and never serves a copy of its own',
      ),
    )
  return findings
}

/** RFC 9471 §2.1: a name server within the zone is found by its glue alone. */
function glueComplaints(zone: OurZone, { host, addresses = [] }: NameServer, word: Delegated): Finding[] {
  const glue = word.glue.get(host) ?? []
  if (!isWithin(host, zone.origin) || (word.isAuthoritative && glue.length === 0)) return []
  const lines = addresses.map((address) => addressLine(host, address)).join('; ')
  if (glue.length === 0)
    return [
      problem(
        `has no address for ${nameToText(host)}, so that nobody can begin to ask`,
        `write into the parent zone: ${lines}`,
      ),
    ]
  if (glue.join() === addresses.join()) return []
  const said = `has ${glue.join(', ')} for ${nameToText(host)}, the zone has ${addresses.join(', ') || 'no address'}`
  return [
    problem(
      said,
      addresses.length === 0
        ? `write into the zone file: ${glue.map((one) => addressLine(host, one)).join('; ')}`
        : `write into the parent zone, in the place of the others: ${lines}`,
    ),
  ]
}

function linesFor({ origin }: OurZone, { host, addresses = [] }: NameServer): string[] {
  const glue = isWithin(host, origin) ? addresses.map((address) => addressLine(host, address)) : []
  return [nsLine(origin, host), ...glue]
}

function nsLine(origin: Name, host: Name): string {
  return `${nameToText(origin)} NS ${nameToText(host)}`
}

function addressLine(host: Name, address: string): string {
  return `${nameToText(host)} ${address.includes(':') ? 'AAAA' : 'A'} ${address}`
}

function wordsText(words: readonly ServerWord[]): string {
  return words.map(({ server }) => serverText(server, DNS_PORT)).join(', ')
}

function serversText(servers: readonly Endpoint[]): string {
  return servers.map((server) => serverText(server, DNS_PORT)).join(', ')
}
