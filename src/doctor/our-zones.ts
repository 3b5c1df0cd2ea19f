// What our zones say of themselves: asked of our own daemon where it runs, read from the zone files where it does not.
import type { Endpoint } from '../config/values.ts'
import type { Config } from '../config.ts'
import type { PoolStatus, Status } from '../control/operator.ts'
import type { Message } from '../dns/message.ts'
import { foldCase, isWithin, type Name, nameFromText, nameToText, ROOT } from '../dns/name.ts'
import { printRdata } from '../dns/rdata/text.ts'
import { TYPE, typeFromText } from '../dns/type.ts'
import type { Zone } from '../zone/zone.ts'
import type { AskDns } from './network/ask.ts'
import { addressesOf, answersOf, hostsOf, isAlias, soaIn } from './network/read-reply.ts'
import { readSmallFiles } from './small-files.ts'

export interface OurZone {
  /** Folded. */
  readonly origin: Name
  /** As published; undefined when only the file is known: the published one is counted by the daemon. */
  readonly serial: number | undefined
  readonly nameServers: readonly NameServer[]
  readonly isSigned: boolean
  /** RRsets to compare others with, those with the shortest TTL first; at least the NS records. */
  readonly samples: readonly Sample[]
}

export interface NameServer {
  readonly host: Name
  /** As our zone has them, sorted; undefined: the host is in none of our zones. */
  readonly addresses: readonly string[] | undefined
  readonly isAlias: boolean
}

export interface Sample {
  readonly name: Name
  readonly type: number
  /** As declared: the one answered can be shorter while a change is under way. */
  readonly ttlSeconds: number
  /** Whatever of it some client is answered now, sorted; undefined when the daemon does not run. */
  readonly published: readonly string[] | undefined
}

export interface OurZones {
  /** Those that are asked about. */
  readonly zones: readonly OurZone[]
  /** Of all that there are. */
  readonly origins: readonly Name[]
}

/** Others are named in the report, and not asked about. */
export const MAX_ZONES = 16
const MAX_SAMPLES = 2
const MAX_HOSTS = 16

/** `wanted`: the origins of those that a person has named; absent: the first of all. */
export async function ourZones(
  config: Config,
  status: Status | undefined,
  ask: AskDns,
  wanted?: readonly Name[],
): Promise<OurZones> {
  const choose = (origins: readonly Name[]): readonly Name[] =>
    origins.filter((origin) => wanted?.includes(origin) ?? true).slice(0, MAX_ZONES)
  if (status === undefined) {
    const zones = fileZones(config)
    const origins = zones.map(({ origin }) => origin)
    const chosen = choose(origins)
    return { zones: zones.filter(({ origin }) => chosen.includes(origin)), origins }
  }
  const origins = status.zones.flatMap(({ origin }) => nameOf(origin))
  return { zones: await servedZones(config, status, ask, choose(origins)), origins }
}

async function servedZones(
  config: Config,
  status: Status,
  ask: AskDns,
  origins: readonly Name[],
): Promise<OurZone[]> {
  const own = ownEndpoint(config)
  const asked = await Promise.all(origins.map((origin) => answeredZone(origin, status, own, ask)))
  const missing = origins.filter((_, at) => asked[at] === undefined)
  // Who may not ask (allow-query) reads; what is answered then stays unknown.
  const read = missing.length === 0 ? [] : fileZones(config).filter(({ origin }) => missing.includes(origin))
  return [...asked.filter((zone) => zone !== undefined), ...read]
}

/** Where this machine asks its own daemon: one that listens everywhere is asked on loopback. */
export function ownEndpoint({ listen }: Pick<Config, 'listen'>): Endpoint {
  return reachable(listen[0] ?? { address: '127.0.0.1', port: 53 })
}

export function reachable({ address, port }: Endpoint): Endpoint {
  if (address === '0.0.0.0') return { address: '127.0.0.1', port }
  return { address: /^[0:]+$/.test(address) ? '::1' : address, port }
}

async function answeredZone(
  origin: Name,
  status: Status,
  own: Endpoint,
  ask: AskDns,
): Promise<OurZone | undefined> {
  const messageOf = async (name: Name, type: number): Promise<Message | undefined> => {
    const reply = await ask(own, { name, type }, 'TCP')
    return 'message' in reply && reply.message.rcode === 0 ? reply.message : undefined
  }
  const [soa, ns, keys] = await Promise.all([
    messageOf(origin, TYPE.SOA),
    messageOf(origin, TYPE.NS),
    messageOf(origin, TYPE.DNSKEY),
  ])
  if (soa === undefined || ns === undefined) return undefined
  const served = status.zones.flatMap((zone) => nameOf(zone.origin))
  const hosts = hostsOf(ns.answer, origin).slice(0, MAX_HOSTS)
  const nameServers = await Promise.all(
    hosts.map(async (host): Promise<NameServer> => {
      if (!served.some((zone) => isWithin(host, zone))) return { host, addresses: undefined, isAlias: false }
      const replies = await Promise.all([messageOf(host, TYPE.A), messageOf(host, TYPE.AAAA)])
      const found = replies.filter((reply) => reply !== undefined)
      const addresses = found.flatMap(({ answer }) => addressesOf(answer)).sort()
      return { host, addresses, isAlias: found.some(isAlias) }
    }),
  )
  const nsTtl = answersOf(ns, TYPE.NS)[0]?.ttlSeconds ?? 0
  const published = hosts.map(nameToText).sort()
  return {
    origin,
    serial: soaIn(soa)?.serial,
    nameServers,
    isSigned: keys !== undefined && answersOf(keys, TYPE.DNSKEY).length > 0,
    samples: [
      ...poolSamples(status.pools.filter(({ zone }) => nameOf(zone)[0] === origin)),
      { name: origin, type: TYPE.NS, ttlSeconds: nsTtl, published },
    ],
  }
}

function poolSamples(pools: readonly PoolStatus[]): Sample[] {
  const samples = pools.flatMap(({ name, type, answers, shrunkTtl }): Sample[] => {
    const [owner] = nameOf(name)
    const number = typeFromText(type)
    const [first] = answers
    if (owner === undefined || number === undefined || first === undefined) return []
    const ttlSeconds = shrunkTtl?.declaredSeconds ?? first.ttlSeconds
    return [{ name: owner, type: number, ttlSeconds, published: answers.map(({ data }) => data).sort() }]
  })
  return samples.sort((a, b) => a.ttlSeconds - b.ttlSeconds).slice(0, MAX_SAMPLES)
}

function nameOf(text: string): Name[] {
  const result = nameFromText(text, ROOT)
  return 'name' in result ? [foldCase(result.name)] : []
}

function fileZones(config: Config): OurZone[] {
  const zones = readSmallFiles(config).flatMap(({ zone }) => zone ?? [])
  return zones.map((zone) => declaredZone(zone, zones))
}

function declaredZone({ origin, records }: Zone, zones: readonly Zone[]): OurZone {
  const wired = records.map((record) => ({ ...record, class: 1 }))
  const ns = wired.filter((record) => record.type === TYPE.NS && foldCase(record.owner) === origin)
  const nameServers = hostsOf(ns, origin).map((host): NameServer => {
    const home = zones.find((zone) => isWithin(host, zone.origin))
    if (home === undefined) return { host, addresses: undefined, isAlias: false }
    const own = home.records.filter(({ owner }) => foldCase(owner) === host)
    const addresses = addressesOf(own.map((record) => ({ ...record, class: 1 })))
    return { host, addresses, isAlias: own.some(({ type }) => type === TYPE.CNAME) }
  })
  const ttlSeconds = ns[0]?.ttlSeconds ?? 0
  return {
    origin,
    serial: undefined,
    nameServers: nameServers.slice(0, MAX_HOSTS),
    isSigned: records.some(({ type }) => type === TYPE.DNSKEY),
    samples: [{ name: origin, type: TYPE.NS, ttlSeconds, published: ns.map(nsText).sort() }],
  }
}

function nsText({ type, rdata }: Zone['records'][number]): string {
  return printRdata(type, foldCase(rdata as unknown as Name) as unknown as typeof rdata)
}
