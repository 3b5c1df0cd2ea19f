// What may stand in failover.yaml: the keys, their defaults and their bounds.
import * as z from 'zod'
import { alertKeysAt, alertsSchema } from './alerts.ts'
import {
  address,
  areDifferent,
  areDifferentNames,
  cron,
  duration,
  durationOr,
  durationOrOff,
  endpoint,
  flapOrOff,
  network,
  overlap,
  windowLength,
  zoneName,
} from './values.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const UDP_IOS = ['auto', 'koffi', 'dgram'] as const

export const MAX_ENDPOINTS = 64
export const MAX_WORKERS = 64
const MAX_NETWORKS = 1024
const MAX_FOLDERS = 64
const MAX_HOSTS = 64
const MAX_MAINTENANCES = 1024
const MAX_IN_A_ROW = 100
const MAX_CONNECTIONS = 65_536
const MAX_RESPONSES_PER_SECOND = 1_000_000
const MAX_SLIP = 100
/** One character string of a TXT record (RFC 1035 §3.3.14), and what every client can be told as NSID. */
const MAX_IDENTITY_OCTETS = 255
const MIB = 1 << 20
const DAY_MS = 86_400_000
const MAX_BACKUPS = 10_000
const MAX_HISTORY_MS = 36_500 * DAY_MS

const path = z.string().min(1)
const networks = z.array(network).max(MAX_NETWORKS)
const TWICE = { error: 'an address and port stands there twice' }
const endpoints = z.array(endpoint).max(MAX_ENDPOINTS).refine(areDifferent, TWICE)
const identity = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= MAX_IDENTITY_OCTETS, { error: 'longer than 255 octets' })
const count = (least: number, most: number) => z.int().min(least).max(most)

/** Sections, or the entries of one, each with keys of its own. */
const SECTIONS = {
  udp: z.strictObject({
    io: z.enum(UDP_IOS).default('auto'),
    workers: count(1, MAX_WORKERS).default(1),
  }),
  tcp: z.strictObject({
    idle: duration(100, 3_600_000).default(10_000),
    message: duration(100, 600_000).default(5000),
    write: duration(100, 600_000).default(10_000),
    handshake: duration(100, 600_000).default(5000),
    connections: count(1, MAX_CONNECTIONS).default(1024),
    'per-client': count(1, MAX_CONNECTIONS).default(128),
    'in-flight': count(MIB / 16, 64 * MIB).default(MIB / 4),
  }),
  tls: z.strictObject({ certificate: path, key: path }),
  identity: z.strictObject({ version: identity.default(''), id: identity.default('') }),
  cookies: z.strictObject({ secrets: path.nullable().default(null) }),
  push: z.strictObject({
    listen: endpoints.default([]),
    token: path.nullable().default(null),
    hosts: z.array(zoneName).max(MAX_HOSTS).default([]),
  }),
  api: z.strictObject({
    listen: endpoints.default([]),
    hosts: z.array(zoneName).max(MAX_HOSTS).default([]),
    certificate: path.nullable().default(null),
    key: path.nullable().default(null),
  }),
  metrics: z.strictObject({
    listen: endpoints.default([]),
    hosts: z.array(zoneName).max(MAX_HOSTS).default([]),
  }),
  'rate-limit': z.strictObject({
    'per-second': count(0, MAX_RESPONSES_PER_SECOND).default(0),
    slip: count(0, MAX_SLIP).default(2),
    exempt: networks.default([]),
  }),
  checks: z.strictObject({
    every: duration(100, 86_400_000).default(1000),
    timeout: duration(10, 600_000).default(1000),
    fall: count(1, MAX_IN_A_ROW).default(3),
    rise: count(1, MAX_IN_A_ROW).default(2),
    ok: count(1, MAX_IN_A_ROW).default(1),
    confirm: durationOrOff(10, 600_000).default(100),
    slow: durationOrOff(1, 600_000).default('off'),
    flap: flapOrOff.default('off'),
  }),
  backup: z.strictObject({ folder: path.nullable().default(null), keep: count(1, MAX_BACKUPS).default(14) }),
  maintenance: z.strictObject({
    address,
    at: cron,
    for: windowLength,
    why: z.string().trim().min(1),
  }),
  probes: z.strictObject({ 'exec-folders': z.array(path).max(MAX_FOLDERS).default([]) }),
} as const

const keys = z.strictObject({
  listen: endpoints.min(1).default([{ address: '127.0.0.1', port: 5300 }]),
  dot: endpoints.default([]),
  doh: endpoints.default([]),
  tls: SECTIONS.tls.nullable().default(null),
  zones: path.default('zones'),
  database: path.default('failover.db'),
  history: durationOr('ever', DAY_MS, MAX_HISTORY_MS).default(400 * DAY_MS),
  'stale-standby': durationOrOff(1000, 366 * DAY_MS).default(7 * DAY_MS),
  samples: duration(3_600_000, 366 * DAY_MS).default(7 * DAY_MS),
  backup: SECTIONS.backup.prefault({}),
  socket: path.default('failover.sock'),
  udp: SECTIONS.udp.prefault({}),
  tcp: SECTIONS.tcp.prefault({}),
  log: z.enum(LOG_LEVELS).default('info'),
  checks: SECTIONS.checks.prefault({}),
  maintenance: z.array(SECTIONS.maintenance).max(MAX_MAINTENANCES).default([]),
  probes: SECTIONS.probes.prefault({}),
  ecs: networks.default([]),
  identity: SECTIONS.identity.prefault({}),
  cookies: SECTIONS.cookies.prefault({}),
  push: SECTIONS.push.prefault({}),
  api: SECTIONS.api.prefault({}),
  metrics: SECTIONS.metrics.prefault({}),
  alerts: alertsSchema,
  'rate-limit': SECTIONS['rate-limit'].prefault({}),
  'allow-query': z
    .record(z.string(), z.unknown())
    .refine(areDifferentNames, { error: 'a zone stands there twice' })
    .pipe(z.record(zoneName, networks))
    .default({}),
})

export const configSchema = keys.superRefine(({ listen, dot, doh, tls, push, metrics, api }, context) => {
  const refuse = (key: string, message: string): void =>
    context.addIssue({ code: 'custom', path: key.split('.'), message })
  if (tls === null)
    for (const [key, list] of Object.entries({ dot, doh }))
      if (list.length > 0) refuse(key, `${key} needs a certificate: tls: { certificate: FILE, key: FILE }`)
  if (overlap(listen, dot)) refuse('dot', 'an address and port of it stands under listen too')
  if (overlap([...listen, ...dot], doh))
    refuse('doh', 'an address and port of it stands under listen or dot too')
  if (push.listen.length > 0 && push.token === null)
    refuse('push.listen', 'reports need a token: push: { token: FILE }')
  if (overlap([...listen, ...dot, ...doh], push.listen))
    refuse('push.listen', 'an address and port of it stands under listen, dot or doh too')
  if (overlap([...listen, ...dot, ...doh, ...push.listen], metrics.listen))
    refuse('metrics.listen', 'an address and port of it stands under listen, dot, doh or push too')
  if (overlap([...listen, ...dot, ...doh, ...push.listen, ...metrics.listen], api.listen))
    refuse('api.listen', 'an address and port of it stands under listen, dot, doh, push or metrics too')
  if ((api.certificate === null) !== (api.key === null))
    refuse(api.key === null ? 'api.certificate' : 'api.key', 'a certificate and its key stand together')
})

/** The keys that may stand at `where`, for the nearest one to a typo. */
export function keysAt(where: readonly PropertyKey[]): readonly string[] {
  if (where[0] === 'alerts') return alertKeysAt(where.slice(1))
  const section = Object.entries(SECTIONS).find(([name]) => name === where[0])
  return Object.keys((section?.[1] ?? keys).shape)
}
