// Is each listed name server reached, over UDP and TCP, and does it answer what we answer? Asks every address of each.
import type { Endpoint } from '../../config/values.ts'
import { isWithin, type Name, nameToText } from '../../dns/name.ts'
import { TYPE } from '../../dns/type.ts'
import { absenceOf, type Context } from '../context.ts'
import { type Examination, type Finding, ok, problem, skipped, warning } from '../examination.ts'
import { serverText } from '../network/endpoint-text.ts'
import { addressesOf, isAlias } from '../network/read-reply.ts'
import type { OurZone } from '../our-zones.ts'
import { judgeServer, type ServerWords } from './judge-server.ts'
import { askFirst, type ParentView } from './parent-views.ts'

const MAX_HOSTS = 16
const MAX_ADDRESSES = 8

export const nameServers: Examination = {
  title: 'name servers',
  asksOthers: true,
  async run(context) {
    const views = await context.parentViews()
    if (views.length === 0)
      return [skipped(`no zone of ours is known: ${absenceOf(context)}, and no zone file can be read`)]
    const findings = await Promise.all(views.map((view) => zoneFindings(context, view)))
    return [...findings.flat(), ...aloneFindings(context.zones)]
  },
}

async function zoneFindings(context: Context, view: ParentView): Promise<Finding[]> {
  const { zone } = view
  const origin = nameToText(zone.origin)
  const hosts = await Promise.all(
    hostsIn(view).map(async (host) => ({ host, ...(await find(context, view, host)) })),
  )
  const asked = await Promise.all(
    hosts.flatMap(({ host, addresses }) =>
      addresses.map(async (address) => {
        const endpoint = { address, port: context.serverPort }
        const who = `${nameToText(host)} (${serverText(endpoint, context.serverPort)})`
        return { who, findings: judgeServer(zone, await wordsOf(context, zone, endpoint)) }
      }),
    ),
  )
  const lost = hosts.filter(({ addresses }) => addresses.length === 0).map(({ host }) => host)
  const well = asked.filter(({ findings }) => findings.length === 0).map(({ who }) => who)
  return [
    ...hosts.filter((one) => one.isAlias).map(({ host }) => aliasFinding(origin, host)),
    ...lost.map((host) => lostFinding(context, zone, host)),
    ...asked.flatMap(({ who, findings }) =>
      findings.map((finding) => ({ ...finding, found: `${origin}: ${who} ${finding.found}` })),
    ),
    ...(well.length === 0 ? [] : [ok(`${origin}: ${well.join(', ')}: answered over UDP and TCP, as we do`)]),
  ]
}

/** Whatever the zone or its parent names. */
function hostsIn({ zone, words }: ParentView): readonly Name[] {
  const parents = words.flatMap(({ word }) => (word.kind === 'delegated' ? word.hosts : []))
  return [...new Set([...zone.nameServers.map(({ host }) => host), ...parents])].slice(0, MAX_HOSTS)
}

interface Found {
  readonly addresses: readonly string[]
  readonly isAlias: boolean
}

/** Glue too, where it differs: that is where resolvers begin. */
async function find(context: Context, { zone, words }: ParentView, host: Name): Promise<Found> {
  const own = zone.nameServers.find((server) => server.host === host)
  const glue = words.flatMap(({ word }) => (word.kind === 'delegated' ? (word.glue.get(host) ?? []) : []))
  const known = [...(own?.addresses ?? []), ...(isWithin(host, zone.origin) ? glue : [])]
  const isKnown = own?.addresses !== undefined || isWithin(host, zone.origin)
  const found = isKnown ? { addresses: known, isAlias: own?.isAlias ?? false } : await resolve(context, host)
  return { ...found, addresses: [...new Set(found.addresses)].slice(0, MAX_ADDRESSES) }
}

async function resolve({ resolvers, ask }: Context, name: Name): Promise<Found> {
  const replies = await Promise.all(
    [TYPE.A, TYPE.AAAA].map((type) => askFirst(resolvers, { name, type, isRecursive: true }, ask)),
  )
  const messages = replies.flatMap((reply) => ('message' in reply ? [reply.message] : []))
  return { addresses: messages.flatMap(({ answer }) => addressesOf(answer)), isAlias: messages.some(isAlias) }
}

async function wordsOf({ ask }: Context, zone: OurZone, server: Endpoint): Promise<ServerWords> {
  const soa = { name: zone.origin, type: TYPE.SOA }
  const [udp, tcp, ...samples] = await Promise.all([
    ask(server, soa),
    ask(server, soa, 'TCP'),
    ...zone.samples.map(async (sample) => {
      const asking = { name: sample.name, type: sample.type, isPlain: true }
      const [small, whole] = await Promise.all([ask(server, asking), ask(server, asking, 'TCP')])
      return { sample, small, whole }
    }),
  ])
  return { udp, tcp, samples }
}

/** RFC 2181 §10.3: what an NS record names has addresses itself. */
function aliasFinding(origin: string, host: Name): Finding {
  return problem(
    `${origin}: the NS record names ${nameToText(host)}, which is a CNAME: many resolvers do not follow it`,
    `write A and AAAA records for ${nameToText(host)} in the place of the CNAME`,
  )
}

function lostFinding({ resolvers }: Context, { origin }: OurZone, host: Name): Finding {
  const found = `${nameToText(origin)}: no address is known for its name server ${nameToText(host)}`
  if (isWithin(host, origin))
    return problem(found, `write an A or AAAA record for ${nameToText(host)}, or remove the NS record`)
  return resolvers.length === 0
    ? skipped(`${found}, and there is no resolver to ask for one`)
    : problem(found, `ask for it: dig ${nameToText(host)} A; mend that, or remove the NS record`)
}

function aloneFindings(zones: readonly OurZone[]): Finding[] {
  const alone = zones
    .filter(({ nameServers }) => nameServers.length === 1)
    .map(({ origin }) => nameToText(origin))
  if (alone.length === 0) return []
  return [
    warning(
      `${alone.join(', ')}: there is one name server only, and without it nobody finds any name`,
      'run a second node with the same zone files on another machine, and write an NS record for it',
    ),
  ]
}
