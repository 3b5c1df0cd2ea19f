// Targets over time, as control/operator-series.ts declares it.
import * as z from 'zod'
import { instant, milliseconds, target, text } from './units.ts'

export const outcomeReport = z
  .object({
    atMs: instant('When the probe ended.'),
    ending: text('A key of ENDINGS in health/outcome.ts. `ok`, `refused`, `timeout`, `status`, …'),
    latencyMs: milliseconds('From its begin to its end.'),
  })
  .describe('How one probe ended.')

export const targetOutcomes = z
  .object({
    id: target(),
    outcomes: z
      .array(outcomeReport)
      .describe('Oldest first; at most 60, and none from before the start of the daemon.'),
  })
  .describe('The last probes of a target.')

export const outcomesReport = z
  .object({
    atMs: instant('When this was taken.'),
    targets: z.array(targetOutcomes).describe('In the order in which they were asked for.'),
    unknown: z
      .array(z.string())
      .describe(
        'Of what was asked for, what is no target, or is none any more; absent when there is none of these.',
      )
      .exactOptional(),
  })
  .describe('The last probes of some targets.')

export const samplesReport = z
  .object({
    atMs: instant('When this was taken.'),
    target: target(),
    samples: z
      .array(outcomeReport)
      .describe(
        'Oldest first: about one a minute, fewer where there are more than 600 targets. Nothing is left out or averaged.',
      ),
    nextMs: instant('The `since` with which it goes on; absent at the end.').exactOptional(),
  })
  .describe('A page of the latency history of a target.')
