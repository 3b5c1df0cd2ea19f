// How single values of failover.yaml are read: endpoints, networks, durations, names of zones.
import { isIPv4, isIPv6 } from 'node:net'
import * as z from 'zod'
import { foldCase, nameFromText, nameToText, ROOT } from '../dns/name.ts'
import type { FlapBound } from '../health/flap.ts'
import { durationFromText, durationToText } from '../zone/duration.ts'
import { addressFromText, addressToText, networkFromText } from '../zone/network.ts'
import { MAX_WINDOW_MS, spaced, whenProblems } from '../zone/time-window.ts'
import { FLAP_USAGE, flapFromText } from '../zone/timing-note.ts'
import type { Network } from '../zone/zone.ts'

/** An address and a port. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

type Read<Value> = { readonly value: Value } | { readonly problem: string }

export const endpoint = readWith(readEndpoint)
export const network = readWith(readNetwork)
export const zoneName = readWith(readZoneName)
export const address = readWith(readAddress)
export const cron = readWith(readCron)
export const server = readWith(readServer)
export const webAddress = readWith(readWebAddress)
export const windowLength = duration(1000, MAX_WINDOW_MS)

export function duration(leastMs: number, mostMs: number) {
  return readWith((text) => readDuration(text, leastMs, mostMs))
}

export function durationOrOff(leastMs: number, mostMs: number) {
  return durationOr('off', leastMs, mostMs)
}

export function durationOr<const Word extends string>(word: Word, leastMs: number, mostMs: number) {
  return readWith<number | Word>((text) =>
    text === word ? { value: word } : readDuration(text, leastMs, mostMs),
  )
}

/** Like `5/10m`. */
export const flapOrOff = readWith<FlapBound | 'off'>((text) => {
  const value = text === 'off' ? text : flapFromText(text)
  return value === undefined ? { problem: `must be off, or ${FLAP_USAGE}` } : { value }
})

export function areDifferent(endpoints: readonly Endpoint[]): boolean {
  return new Set(endpoints.map(keyOf)).size === endpoints.length
}

/** Names of zones as the keys of a section. */
export function areDifferentNames(section: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(section).map((text) => text.toLowerCase().replace(/\.$/, ''))
  return new Set(names).size === names.length
}

export function overlap(some: readonly Endpoint[], others: readonly Endpoint[]): boolean {
  const keys = new Set(some.map(keyOf))
  return others.some((one) => keys.has(keyOf(one)))
}

function keyOf({ address, port }: Endpoint): string {
  return `${address} ${port}`
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

function readNetwork(text: string): Read<Network> {
  const result = networkFromText(text)
  if (result === undefined) return { problem: `${text} is not a network: write 10.1.0.0/16 or 2001:db8::/32` }
  if ('network' in result) return { value: result.network }
  return { problem: `${text} has bits behind its prefix: write ${result.corrected}` }
}

/** As records print it. */
function readAddress(text: string): Read<string> {
  const octets = addressFromText(text)
  return octets === undefined
    ? { problem: `${text} is not an address: write 10.1.0.10 or 2001:db8::10` }
    : { value: addressToText(octets) }
}

function readCron(text: string): Read<string> {
  const problems = whenProblems(text)
  return problems.length > 0 ? { problem: problems.join('; ') } : { value: spaced(text) }
}

/** Absolute and in lower case, with the dot at its end. */
function readZoneName(text: string): Read<string> {
  const result = nameFromText(text, ROOT)
  return 'name' in result
    ? { value: nameToText(foldCase(result.name)) }
    : { problem: `${text} is not the name of a zone: ${result.problem}` }
}

/** A host by name or address, and a port. */
function readServer(text: string): Read<{ readonly host: string; readonly port: number }> {
  const match = /^(?:\[([^\]%]*)\]|([\w.-]+)):(\d{1,5})$/.exec(text)
  const [, v6, name = ''] = match ?? []
  const [host, port] = [v6 ?? name, Number(match?.[3])]
  const isGood = match !== null && (v6 === undefined || isIPv6(v6)) && port >= 1 && port <= 65_535
  return isGood
    ? { value: { host, port } }
    : { problem: `${text} is not a server and a port: write mail.corp.example:587 or 10.1.0.25:587` }
}

/** What is in it that is secret belongs in a file: it is shown with the rest of the configuration. */
function readWebAddress(text: string): Read<string> {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    return { problem: 'expected an address such as https://alerts.corp.example/failover' }
  return url.username === '' && url.password === ''
    ? { value: url.href }
    : { problem: 'a password in it stands in a file instead: url-file: FILE' }
}
