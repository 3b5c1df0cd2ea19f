// How much is tried: in the short version, which `npm test` runs, and in the long one, `npm run fuzz`.

import type { Campaign } from './cases.ts'
import { fuzzMessages, fuzzRdata } from './fuzz-codec.ts'
import { fuzzResponder } from './fuzz-responder.ts'
import { fuzzZoneText } from './fuzz-zone-text.ts'

/** The same in every `npm test`, so that a failure is nobody's bad luck. */
export const USUAL_SEED = 20_260_101

/** No machine is ever so busy. */
const SHORT_MS_PER_KB = 50
const LONG_MS_PER_KB = 1

interface Fuzzer {
  readonly what: string
  /** Returns the longest time for one KB that was seen. */
  readonly run: (campaign: Campaign) => number
  readonly shortCases: number
  readonly longCases: number
}

export const FUZZERS: Readonly<Record<string, Fuzzer>> = {
  messages: {
    what: 'any octets are decoded to a message, which is encoded and decoded to the same, or to a problem',
    run: fuzzMessages,
    shortCases: 10_000,
    longCases: 1_000_000,
  },
  rdata: {
    what: 'data of every type, as octets and as text, is read to what is printed and read again, or to a problem',
    run: fuzzRdata,
    shortCases: 15_000,
    longCases: 1_000_000,
  },
  responder: {
    what: 'any request has one sound reply or none, made of its own octets, written within its slot',
    run: fuzzResponder,
    shortCases: 20_000,
    longCases: 2_000_000,
  },
  zones: {
    what: 'any zone text becomes a zone, which is printed and read as the same, or problems',
    run: fuzzZoneText,
    shortCases: 5000,
    longCases: 200_000,
  },
}

export function campaignFor(fuzzer: Fuzzer, isLong: boolean, seed: number, only?: number): Campaign {
  return {
    seed,
    only,
    cases: isLong ? fuzzer.longCases : fuzzer.shortCases,
    msPerKb: isLong ? LONG_MS_PER_KB : SHORT_MS_PER_KB,
  }
}

export const STORMS = {
  short: { datagrams: 20_000, streams: 300, idle: 100, drips: 20, goodQuestions: 200 },
  long: { datagrams: 1_000_000, streams: 20_000, idle: 2000, drips: 100, goodQuestions: 2000 },
} as const
