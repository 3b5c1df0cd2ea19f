// Reads failover.yaml and the environment into one frozen Config, or says everything that is wrong with it.
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type * as z from 'zod'
import { type AlertsConfig, alertsOf } from './config/alerts.ts'
import { findingsIn } from './config/findings.ts'
import { configSchema, type LOG_LEVELS } from './config/schema.ts'
import type { Endpoint } from './config/values.ts'
import type { Maintenance, Network, Timing } from './zone/zone.ts'

export interface Config {
  /** Where it was read from; undefined when there is no file and everything is a default. */
  readonly file: string | undefined
  /** UDP and TCP. */
  readonly listen: readonly Endpoint[]
  /** DNS over TLS (RFC 7858) and over HTTPS (RFC 8484); `tls` is there if one of them is. */
  readonly dot: readonly Endpoint[]
  readonly doh: readonly Endpoint[]
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  /** Absolute, like every path here. */
  readonly zonesFolder: string
  readonly databaseFile: string
  /** How long a transition is kept; undefined: for ever. */
  readonly historyMs: number | undefined
  /** Where a backup is made every night, and how many are kept; undefined: none. */
  readonly backup: { readonly folder: string; readonly keep: number } | undefined
  readonly socketPath: string
  readonly udp: { readonly io: 'auto' | 'koffi' | 'dgram'; readonly workers: number }
  readonly tcp: TcpBounds
  readonly logLevel: LogLevel
  /** What a check uses that does not say otherwise. */
  readonly checks: Timing
  /** A standby may go so long without having been well; undefined: for ever. */
  readonly staleStandbyMs: number | undefined
  /** For how long the latency history is kept. */
  readonly samplesMs: number
  /** Beside what zone files say. */
  readonly maintenance: readonly Maintenance[]
  /** Folders whose programs checks may run. */
  readonly probes: { readonly execFolders: readonly string[] }
  /** Sources whose EDNS client-subnet option (RFC 7871) is trusted. */
  readonly ecsSources: readonly Network[]
  /** What strangers are told of us (CH TXT version.bind, NSID and id.server); '' is nothing. */
  readonly identity: { readonly version: string; readonly id: string }
  /** Without a file the secrets are new with each start. */
  readonly cookieSecretsFile: string | undefined
  /** Reports of other machines; undefined: only those on the socket are taken. */
  readonly push:
    | {
        readonly listen: readonly Endpoint[]
        readonly tokenFile: string
        /** Absolute and in lower case. */
        readonly hosts: readonly string[]
      }
    | undefined
  /** Where other machines may read the metrics; nowhere when `listen` is empty. */
  readonly metrics: {
    readonly listen: readonly Endpoint[]
    /** Absolute and in lower case. */
    readonly hosts: readonly string[]
  }
  /** Where other machines may ask the API with a token; nowhere when `listen` is empty. */
  readonly api: {
    readonly listen: readonly Endpoint[]
    /** Absolute and in lower case. */
    readonly hosts: readonly string[]
    /** Undefined: nothing is encrypted. */
    readonly tls: { readonly certificate: string; readonly key: string } | undefined
  }
  readonly alerts: AlertsConfig
  /** Responses to one network; perSecond 0: no limit. */
  readonly rateLimit: {
    readonly perSecond: number
    readonly slip: number
    readonly exempt: readonly Network[]
  }
  /** Who may ask, by the origin of the zone (absolute, in lower case); everybody may ask of a zone not named. */
  readonly allowQuery: Readonly<Record<string, readonly Network[]>>
}

/** Bounds of TCP, and of TLS above it. */
export interface TcpBounds {
  readonly maxConnections: number
  readonly maxConnectionsPerClient: number
  readonly maxBytesInFlight: number
  readonly idleTimeoutMs: number
  readonly frameTimeoutMs: number
  readonly writeTimeoutMs: number
  readonly handshakeTimeoutMs: number
}

export type LogLevel = (typeof LOG_LEVELS)[number]

export type ConfigResult = { readonly config: Config } | { readonly problems: readonly string[] }

export const DEFAULT_FILE = 'failover.yaml'
const MAX_CONFIG_BYTES = 1 << 20

/** Problems read `failover.yaml:3:9: code: sentence`. Without a path, ./failover.yaml, which may be missing. */
export function loadConfig(path: string | undefined): ConfigResult {
  const shown = path ?? DEFAULT_FILE
  const read = readText(resolve(shown))
  if ('text' in read) return parseConfig(read.text, shown)
  if (read.missing && path === undefined) return { config: configOf(configSchema.parse({}), undefined) }
  return { problems: [`${shown}: unreadable: ${read.problem}`] }
}

/**
 * What the environment says of colours: NO_COLOR (https://no-color.org), FORCE_COLOR and CLICOLOR_FORCE
 * (https://bixense.com/clicolors), in that order; `auto` leaves it to whether there is a terminal.
 */
export function colorWish(): 'always' | 'never' | 'auto' {
  const { NO_COLOR = '', FORCE_COLOR = '', CLICOLOR_FORCE = '', CLICOLOR = '' } = process.env
  if (NO_COLOR !== '' || FORCE_COLOR === '0') return 'never'
  if (FORCE_COLOR !== '' || (CLICOLOR_FORCE !== '' && CLICOLOR_FORCE !== '0')) return 'always'
  return CLICOLOR === '0' || terminalIsPlain() ? 'never' : 'auto'
}

/** A terminal without a cursor to be moved. */
export function terminalIsPlain(): boolean {
  return process.env['TERM'] === 'dumb'
}

type Text = { readonly text: string } | { readonly problem: string; readonly missing: boolean }

function readText(file: string): Text {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return { problem: 'it is not a file', missing: false }
    if (stat.size > MAX_CONFIG_BYTES)
      return {
        problem: `it has ${stat.size} octets, at most ${MAX_CONFIG_BYTES} are allowed`,
        missing: false,
      }
    return { text: readFileSync(file, 'utf8') }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { problem: code === 'ENOENT' ? 'there is no such file' : message, missing: code === 'ENOENT' }
  }
}

function parseConfig(text: string, shown: string): ConfigResult {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problemAt = (offset: number, code: string, sentence: string): string => {
    const { line, col } = lines.linePos(offset)
    return `${shown}:${line || 1}:${col || 1}: ${code}: ${sentence}`
  }
  const broken = [...document.errors, ...document.warnings]
  if (broken.length > 0)
    return { problems: broken.map((error) => problemAt(error.pos[0], codeOf(error.code), error.message)) }
  let value: unknown
  try {
    value = withoutNulls(document.toJS() ?? {})
  } catch (error) {
    return { problems: [problemAt(0, 'syntax', (error as Error).message)] }
  }
  const result = configSchema.safeParse(value)
  if (result.success) return { config: configOf(result.data, resolve(shown)) }
  const findings = findingsIn(result.error, document)
  return { problems: findings.map(({ offset, code, sentence }) => problemAt(offset, code, sentence)) }
}

function codeOf(yamlCode: string): string {
  return yamlCode === 'DUPLICATE_KEY' ? 'duplicate-key' : 'syntax'
}

/** A key with nothing behind it means the default. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const filled = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(filled.map(([key, inner]) => [key, withoutNulls(inner)]))
}

function configOf(data: z.output<typeof configSchema>, file: string | undefined): Config {
  const folder = file === undefined ? process.cwd() : dirname(file)
  return deepFreeze({
    file,
    listen: data.listen,
    dot: data.dot,
    doh: data.doh,
    tls: data.tls
      ? { certificate: resolve(folder, data.tls.certificate), key: resolve(folder, data.tls.key) }
      : undefined,
    zonesFolder: resolve(folder, data.zones),
    databaseFile: resolve(folder, data.database),
    historyMs: data.history === 'ever' ? undefined : data.history,
    staleStandbyMs: data['stale-standby'] === 'off' ? undefined : data['stale-standby'],
    backup:
      data.backup.folder === null
        ? undefined
        : { folder: resolve(folder, data.backup.folder), keep: data.backup.keep },
    socketPath: resolve(folder, data.socket),
    udp: data.udp,
    tcp: boundsOf(data.tcp),
    logLevel: data.log,
    checks: timingOf(data.checks),
    samplesMs: data.samples,
    maintenance: data.maintenance.map(maintenanceOf),
    probes: { execFolders: data.probes['exec-folders'].map((path) => resolve(folder, path)) },
    ecsSources: data.ecs,
    identity: data.identity,
    cookieSecretsFile: data.cookies.secrets === null ? undefined : resolve(folder, data.cookies.secrets),
    push:
      data.push.listen.length === 0 || data.push.token === null
        ? undefined
        : {
            listen: data.push.listen,
            tokenFile: resolve(folder, data.push.token),
            hosts: data.push.hosts,
          },
    metrics: data.metrics,
    api: apiOf(data.api, folder),
    alerts: alertsOf(data.alerts, folder),
    rateLimit: {
      perSecond: data['rate-limit']['per-second'],
      slip: data['rate-limit'].slip,
      exempt: data['rate-limit'].exempt,
    },
    allowQuery: data['allow-query'],
  })
}

function apiOf(
  { listen, hosts, certificate, key }: z.output<typeof configSchema>['api'],
  folder: string,
): Config['api'] {
  const tls =
    certificate === null || key === null
      ? undefined
      : { certificate: resolve(folder, certificate), key: resolve(folder, key) }
  return { listen, hosts, tls }
}

function timingOf(checks: z.output<typeof configSchema>['checks']): Timing {
  const { every, timeout, fall, rise, ok, confirm, slow, flap } = checks
  return {
    everyMs: every,
    timeoutMs: timeout,
    fall,
    rise,
    ok,
    ...(confirm === 'off' ? {} : { confirmMs: confirm }),
    ...(slow === 'off' ? {} : { slowMs: slow }),
    ...(flap === 'off' ? {} : { flap }),
  }
}

function maintenanceOf(entry: z.output<typeof configSchema>['maintenance'][number]): Maintenance {
  const { address, at, for: lengthMs, why } = entry
  return { address, window: { when: at, lengthMs }, why }
}

function boundsOf(tcp: z.output<typeof configSchema>['tcp']): TcpBounds {
  return {
    maxConnections: tcp.connections,
    maxConnectionsPerClient: tcp['per-client'],
    maxBytesInFlight: tcp['in-flight'],
    idleTimeoutMs: tcp.idle,
    frameTimeoutMs: tcp.message,
    writeTimeoutMs: tcp.write,
    handshakeTimeoutMs: tcp.handshake,
  }
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  return Object.freeze(value)
}
