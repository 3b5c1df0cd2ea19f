// How a query writes a moment, wherever it takes one: `at`, `since`, `until`.
import * as z from 'zod'

const MOMENT = {
  error: 'expected a time as RFC 3339 writes it, 2026-03-01T18:00:00Z, or milliseconds since 1970',
}
const MILLISECONDS = /^\d{1,15}$/

/** Milliseconds since 1970 too, as every time of an answer is: what was read there can be asked for. */
export function moment(what: string) {
  return z
    .string()
    .transform((text) => (MILLISECONDS.test(text) ? Number(text) : rfc3339(text)))
    .refine((atMs) => Number.isFinite(atMs) && atMs >= 0, MOMENT)
    .describe(`${what} RFC 3339, or milliseconds since 1970-01-01T00:00Z.`)
    .exactOptional()
}

function rfc3339(text: string): number {
  return z.iso.datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : Number.NaN
}

/** Within the daemon every moment says its unit. */
export function inMs({ since, until }: { since?: number | undefined; until?: number | undefined }) {
  return {
    ...(since === undefined ? {} : { sinceMs: since }),
    ...(until === undefined ? {} : { untilMs: until }),
  }
}
