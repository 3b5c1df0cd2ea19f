// ntp: a time server answers, is synchronized, and agrees with our clock as far as is asked.
//
// | option        | default   | meaning                                                                                 |
// |---------------|-----------|-----------------------------------------------------------------------------------------|
// | port=         | 123       | 1 to 65535                                                                              |
// | stratum=      | 1-15      | how far it may be from a reference clock: `2`, `1-3`                                    |
// | max-offset=   | not asked | how far its clock may be from that of this machine, from 10ms; beyond what the way explains |
// | max-distance= | not asked | how uncertain its time may be by its own account (root distance); most clients stop at 1500ms or 3s |
//
// A server that is not synchronized fails, and so does one that sends a kiss-o'-death. max-offset= believes the clock of
// this machine: it must be kept by other servers than the one that is checked.
//
//     ;@ check time ntp stratum=1-3 max-offset=500ms every=30s
import { performance } from 'node:perf_hooks'
import { durationToText } from '../zone/duration.ts'
import { type Attempt, attempt } from './attempt/attempt.ts'
import type { Finding } from './attempt/converse.ts'
import { exchange } from './attempt/exchange.ts'
import { duration, optional, port, range, readOptions, type Values } from './options/options.ts'
import type { Probe } from './probe.ts'
import {
  type Comparison,
  clientPacket,
  compareClocks,
  type NtpResponse,
  readResponse,
} from './protocol/ntp-packet.ts'

const HOUR_MS = 3_600_000

const OPTIONS = {
  port: port(123),
  stratum: range(1, 15),
  'max-offset': optional(duration(10, HOUR_MS)),
  'max-distance': optional(duration(10, HOUR_MS)),
}

type Expectation = Values<typeof OPTIONS>

export const ntp: Probe<'ntp'> = {
  type: 'ntp',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    return { ok: true, run: (address, signal) => attempt(signal, (attempt) => ask(attempt, address, values)) }
  },
}

/** Our clock may be set while we wait, so the time of the arrival is counted from that of the sending. */
function ask(attempt: Attempt, address: string, expected: Expectation): () => void {
  const request = clientPacket()
  let sentMs = 0
  let sentAtMs = 0
  return exchange(attempt, address, {
    port: expected.port,
    datagram: () => {
      sentMs = Date.now()
      sentAtMs = performance.now()
      return request
    },
    judge: (message) => {
      const arrivedMs = sentMs + performance.now() - sentAtMs
      const response = readResponse(message, request)
      return response && judgeResponse(response, compareClocks(response, sentMs, arrivedMs), expected)
    },
  })
}

/** What Date.now() leaves away. */
const OUR_PRECISION_MS = 1

function judgeResponse(response: NtpResponse, compared: Comparison, expected: Expectation): Finding {
  const { stratum, rootDistanceMs } = response
  const { stratum: wanted, 'max-offset': maxOffsetMs, 'max-distance': maxDistanceMs } = expected
  const unfit = unfitness(response)
  if (unfit !== undefined) return unfit
  if (stratum < wanted.low || stratum > wanted.high)
    return ['data', `stratum ${stratum}, expected ${wanted.text}`]
  if (maxDistanceMs !== undefined && rootDistanceMs > maxDistanceMs)
    return ['data', `root distance ${spanText(rootDistanceMs)}, ${atMost(maxDistanceMs)}`]
  const { offsetMs, delayMs } = compared
  const certainMs = Math.abs(offsetMs) - delayMs / 2 - OUR_PRECISION_MS
  const offset = `offset ${offsetMs < 0 ? '-' : '+'}${spanText(Math.abs(offsetMs))}`
  if (maxOffsetMs !== undefined && certainMs > maxOffsetMs)
    return ['data', `${offset}, ${atMost(maxOffsetMs)}`]
  return ['ok', `stratum ${stratum}, ${offset}`]
}

const UNSYNCHRONIZED = 3
const MAX_STRATUM = 15

/** RFC 5905 §7.3, §7.4: what no client would take its time from. */
function unfitness({ stratum, leap, referenceId, transmitted, received }: NtpResponse): Finding | undefined {
  if (stratum === 0 && /^[A-Z0-9]{4}$/.test(referenceId))
    return ['unavailable', `kiss-o'-death ${referenceId}`]
  if (leap === UNSYNCHRONIZED || stratum === 0 || stratum > MAX_STRATUM)
    return ['unavailable', 'its clock is not synchronized']
  return transmitted === 0n || received === 0n ? ['protocol', 'an answer without a time'] : undefined
}

function atMost(spanMs: number): string {
  return `expected at most ${durationToText(spanMs)}`
}

function spanText(spanMs: number): string {
  return spanMs < 1000 ? `${spanMs.toFixed(1)} ms` : `${(spanMs / 1000).toFixed(1)} s`
}
