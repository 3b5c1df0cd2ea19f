// What the examinations are given: the configuration, what the daemon says of itself, whom to ask, our zones.
import { readFileSync } from 'node:fs'
import type { Endpoint } from '../config/values.ts'
import type { Config } from '../config.ts'
import type { Status } from '../control/operator.ts'
import { type Name, nameToText } from '../dns/name.ts'
import { type Inspected, inspectDatabase } from '../store/inspect.ts'
import { suggestion } from '../zone/nearest.ts'
import { type ParentView, parentViews } from './delegation/parent-views.ts'
import { type AskDns, askDns } from './network/ask.ts'
import { resolversIn } from './network/resolv-conf.ts'
import { type OurZone, ourZones } from './our-zones.ts'

export interface Context {
  readonly config: Config
  /** Of this program. */
  readonly version: string
  /** Wall clock. */
  readonly nowMs: number
  readonly daemon: DaemonState
  readonly isQuick: boolean
  /** In the order in which this machine asks them. */
  readonly resolvers: readonly Endpoint[]
  /** The port on which the name servers of our zones are asked. */
  readonly serverPort: number
  /** A person has named the port: failover is reached there, whatever it listens on. */
  readonly isPortGiven: boolean
  readonly timeServer: Endpoint | undefined
  readonly zones: readonly OurZone[]
  /** Of the zones that are to be asked about: those that a person has named, or all that there are. */
  readonly meant: readonly Name[]
  readonly ask: AskDns
  /** The database. */
  readonly inspected: Inspected
  /** What the parents say of our zones; they are asked once. */
  readonly parentViews: () => Promise<readonly ParentView[]>
}

export type DaemonState =
  | { readonly status: Status }
  /** A sentence; `isRunning`: it seems to run, but tells us nothing. */
  | { readonly absence: string; readonly isRunning: boolean }

export interface Wishes {
  readonly isQuick: boolean
  /** Undefined: those of /etc/resolv.conf. */
  readonly resolvers: readonly Endpoint[] | undefined
  /** Servers of the parents; undefined: the resolvers tell. */
  readonly parents: readonly Endpoint[] | undefined
  readonly serverPort: number | undefined
  readonly timeServer: Endpoint | undefined
  /** Origins, folded; undefined: all. */
  readonly zones: readonly Name[] | undefined
}

export const DNS_PORT = 53
const RESOLV_CONF = '/etc/resolv.conf'

export async function prepareContext(
  config: Config,
  version: string,
  daemon: DaemonState,
  wishes: Wishes,
  ask: AskDns = askDns,
): Promise<Context | { readonly problems: readonly string[] }> {
  const { isQuick, timeServer } = wishes
  const status = 'status' in daemon ? daemon.status : undefined
  // Before anybody is asked: nothing else goes on meanwhile, and answers would be missed.
  const inspected = inspectDatabase(config.databaseFile)
  const { zones, origins } = await ourZones(config, status, ask, wishes.zones)
  const problems = (wishes.zones ?? []).flatMap((wanted) =>
    unknownZone(wanted, origins, status !== undefined),
  )
  if (problems.length > 0) return { problems }
  const resolvers = wishes.resolvers ?? systemResolvers()
  let views: Promise<readonly ParentView[]> | undefined
  return {
    config,
    version,
    nowMs: Date.now(),
    daemon,
    isQuick,
    resolvers,
    serverPort: wishes.serverPort ?? usualPortOf(config),
    isPortGiven: wishes.serverPort !== undefined,
    timeServer,
    zones,
    meant: wishes.zones ?? origins,
    ask,
    inspected,
    parentViews: () => {
      views ??= parentViews(zones, { parents: wishes.parents, resolvers, ask, origins })
      return views
    },
  }
}

function unknownZone(wanted: Name, origins: readonly Name[], isServing: boolean): string[] {
  if (origins.includes(wanted)) return []
  const [text, known] = [nameToText(wanted), origins.map(nameToText)]
  const where = isServing ? 'our zones' : 'the zones that are read while the daemon does not run'
  return [`${text} is none of ${where}${suggestion(text, known)}`]
}

export function statusOf({ daemon }: Context): Status | undefined {
  return 'status' in daemon ? daemon.status : undefined
}

/** Why nothing of the daemon is known. */
export function absenceOf({ daemon }: Context): string {
  return 'absence' in daemon && daemon.isRunning
    ? 'the daemon tells this user nothing'
    : 'the daemon does not run'
}

/** Resolvers that follow NS records ask on port 53; where we listen on none, they have been told another. */
function usualPortOf({ listen }: Config): number {
  return listen.some(({ port }) => port === DNS_PORT) ? DNS_PORT : (listen[0]?.port ?? DNS_PORT)
}

function systemResolvers(): readonly Endpoint[] {
  try {
    return resolversIn(readFileSync(RESOLV_CONF, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return []
  }
}
