// The part of a status that a person has asked for: by names of pools, targets and zones, or only what is not well.
import type { PoolStatus, Status, TargetStatus } from '../../control/operator.ts'
import { suggestion } from '../../zone/nearest.ts'
import { poolTrouble, targetTrouble, zoneTrouble } from './trouble.ts'

export type Selected = { readonly status: Status } | { readonly problems: readonly string[] }

/**
 * What the words name, and what depends on it or on which it depends. A word is an origin, the name of a pool, which a
 * type may follow, an id, an address or a check of targets; `*` is any text. One that names nothing is a problem.
 */
export function select(status: Status, words: readonly string[]): Selected {
  if (words.length === 0) return { status }
  const picked = phrasesOf(words, status).map((phrase) => pick(status, phrase))
  const problems = picked.flatMap((one) => ('problem' in one ? [one.problem] : []))
  if (problems.length > 0) return { problems }
  const origins = new Set(picked.flatMap((one) => ('origins' in one ? one.origins : [])))
  const pools = new Set(picked.flatMap((one) => ('pools' in one ? one.pools : [])))
  const targets = new Set(picked.flatMap((one) => ('targets' in one ? one.targets : [])))
  const addresses = new Set([...targets].map(({ address }) => address))
  const poolIds = new Set([...pools].map(idOf))
  return {
    status: withLists(status, {
      zones: status.zones.filter(({ origin }) => origins.has(origin)),
      pools: status.pools.filter((pool) => pools.has(pool)),
      targets: status.targets.filter((target) => targets.has(target)),
      overrides: status.overrides?.filter((one) => one.pools.some((pool) => poolIds.has(pool))),
      maintenance: status.maintenance?.filter(({ address }) => addresses.has(address)),
    }),
  }
}

/** Only what is not well. */
export function troubled(status: Status): Status {
  return withLists(status, {
    zones: status.zones.filter((zone) => zoneTrouble(zone) !== 'none'),
    pools: status.pools.filter((pool) => poolTrouble(pool) !== 'none'),
    targets: status.targets.filter((target) => targetTrouble(target) !== 'none'),
    overrides: status.overrides,
    maintenance: status.maintenance?.filter(({ openUntilMs }) => openUntilMs !== undefined),
  })
}

type Lists = Pick<Status, 'zones' | 'pools' | 'targets'> & {
  readonly overrides: Status['overrides'] | undefined
  readonly maintenance: Status['maintenance'] | undefined
}

function withLists(status: Status, { overrides, maintenance, ...lists }: Lists): Status {
  return {
    ...status,
    ...lists,
    ...(overrides === undefined ? {} : { overrides }),
    ...(maintenance === undefined ? {} : { maintenance }),
  }
}

interface Phrase {
  readonly word: string
  /** Of the pool alone. */
  readonly type: string | undefined
}

/** `www.corp.example AAAA` is one phrase: nothing but a pool has a type behind it. */
function phrasesOf(words: readonly string[], { pools }: Status): Phrase[] {
  const types = new Set(pools.map(({ type }) => type))
  const phrases: Phrase[] = []
  for (const word of words.flatMap((one) => one.split(' ')).filter((one) => one !== '')) {
    const last = phrases.at(-1)
    const type = word.toUpperCase()
    if (last !== undefined && last.type === undefined && types.has(type))
      phrases[phrases.length - 1] = { ...last, type }
    else phrases.push({ word, type: undefined })
  }
  return phrases
}

interface Picked {
  readonly origins: readonly string[]
  readonly pools: readonly PoolStatus[]
  readonly targets: readonly TargetStatus[]
}

function pick(status: Status, { word, type }: Phrase): Picked | { readonly problem: string } {
  const isNamed = matcherOf(word)
  const hasType = (pool: PoolStatus): boolean => type === undefined || pool.type === type
  const zones = type === undefined ? status.zones.filter(({ origin }) => isNamed(origin)) : []
  const named = new Set(zones.map(({ origin }) => origin))
  const pools = status.pools.filter((pool) => named.has(pool.zone) || (isNamed(pool.name) && hasType(pool)))
  const targets =
    type === undefined
      ? status.targets.filter(({ id, address, check }) => [id, address, check].some(isNamed))
      : []
  if (zones.length + pools.length + targets.length === 0)
    return { problem: `no zone, pool or target is named ${word}${nearestText(word, status)}` }
  const needed = new Set(pools.map(idOf))
  const dependent = new Set(targets.flatMap((target) => target.pools))
  const allPools = [...pools, ...status.pools.filter((pool) => dependent.has(idOf(pool)))]
  return {
    origins: [...named, ...allPools.map(({ zone }) => zone)],
    pools: allPools,
    targets: [
      ...targets,
      ...status.targets.filter((target) => target.pools.some((pool) => needed.has(pool))),
    ],
  }
}

function nearestText(word: string, status: Status): string {
  return suggestion(word, namesIn(status)) || '; failover status without a name shows all'
}

/** As targets name the pools that depend on them. */
function idOf({ name, type }: PoolStatus): string {
  return `${name} ${type}`
}

function namesIn({ zones, pools, targets }: Status): Set<string> {
  const names = [
    ...zones.map(({ origin }) => origin),
    ...pools.map(({ name }) => name),
    ...targets.flatMap(({ id, address, check }) => [id, address, check]),
  ]
  return new Set(names.map((name) => (name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name)))
}

/** A name with or without the dot at its end, in any case. */
function matcherOf(word: string): (name: string) => boolean {
  const escaped = word.replace(/\.$/, '').replace(/[\\^$.+?()[\]{}|]/g, '\\$&')
  const pattern = new RegExp(`^${escaped.replace(/\*+/g, '.*')}\\.?$`, 'i')
  return (name) => pattern.test(name)
}
