// What may stand in failover.yaml: the keys, their defaults, and how each value is read.
import { isIPv4, isIPv6 } from 'node:net'
import { z } from 'zod'
import { durationFromText, durationToText } from './zone/duration.ts'
import { networkFromText } from './zone/network.ts'
import type { Network } from './zone/zone.ts'

/** An address and a port, UDP and TCP. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const UDP_IOS = ['auto', 'koffi', 'dgram'] as const

export const MAX_ENDPOINTS = 64
export const MAX_WORKERS = 64
const MAX_NETWORKS = 1024
const MAX_IN_A_ROW = 100

type Read<Value> = { readonly value: Value } | { readonly problem: string }

const path = z.string().min(1)

const udpSchema = z.strictObject({
  io: z.enum(UDP_IOS).default('auto'),
  workers: z.int().min(1).max(MAX_WORKERS).default(1),
})

const checksSchema = z.strictObject({
  every: readWith((text) => readDuration(text, 100, 86_400_000)).default(2000),
  timeout: readWith((text) => readDuration(text, 10, 600_000)).default(1000),
  fall: z.int().min(1).max(MAX_IN_A_ROW).default(3),
  rise: z.int().min(1).max(MAX_IN_A_ROW).default(2),
})

export const configSchema = z.strictObject({
  listen: z
    .array(readWith(readEndpoint))
    .min(1)
    .max(MAX_ENDPOINTS)
    .refine(areDifferent, { error: 'an address and port stands there twice' })
    .default([{ address: '127.0.0.1', port: 5300 }]),
  zones: path.default('zones'),
  database: path.default('failover.db'),
  socket: path.default('failover.sock'),
  udp: udpSchema.prefault({}),
  log: z.enum(LOG_LEVELS).default('info'),
  checks: checksSchema.prefault({}),
  ecs: z.array(readWith(readNetwork)).max(MAX_NETWORKS).default([]),
})

/** The keys that may stand at `where`, for the nearest one to a typo. */
export function keysAt(where: readonly PropertyKey[]): readonly string[] {
  if (where[0] === 'udp') return Object.keys(udpSchema.shape)
  if (where[0] === 'checks') return Object.keys(checksSchema.shape)
  return Object.keys(configSchema.shape)
}

function readWith<Value>(read: (text: string) => Read<Value>) {
  return z.unknown().transform((input, context): Value => {
    const result = read(typeof input === 'string' ? input : String(JSON.stringify(input)))
    if ('value' in result) return result.value
    context.issues.push({ code: 'custom', message: result.problem, input })
    return z.NEVER
  })
}

function readDuration(text: string, leastMs: number, mostMs: number): Read<number> {
  const durationMs = durationFromText(text)
  if (durationMs === undefined) return { problem: `${text} is not a duration: write 200ms, 2s or 1m` }
  if (durationMs >= leastMs && durationMs <= mostMs) return { value: durationMs }
  return { problem: `${text} is out of bounds: from ${durationToText(leastMs)} to ${durationToText(mostMs)}` }
}

function readEndpoint(text: string): Read<Endpoint> {
  const match = /^(?:\[([^\]%]*)\]|([^:]*)):(\d{1,5})$/.exec(text)
  const v6 = match?.[1]
  const address = v6 ?? match?.[2] ?? ''
  if (match === null || !(v6 === undefined ? isIPv4(address) : isIPv6(address)))
    return { problem: `${text} is not an address and a port: write 127.0.0.1:5300 or "[::1]:5300"` }
  const port = Number(match[3])
  return port >= 1 && port <= 65_535
    ? { value: { address, port } }
    : { problem: `port ${port} is out of bounds: from 1 to 65535` }
}

function areDifferent(endpoints: readonly Endpoint[]): boolean {
  return new Set(endpoints.map(({ address, port }) => `${address} ${port}`)).size === endpoints.length
}

function readNetwork(text: string): Read<Network> {
  const result = networkFromText(text)
  if (result === undefined) return { problem: `${text} is not a network: write 10.1.0.0/16 or 2001:db8::/32` }
  if ('network' in result) return { value: result.network }
  return { problem: `${text} has bits behind its prefix: write ${result.corrected}` }
}
