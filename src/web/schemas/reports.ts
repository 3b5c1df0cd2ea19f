// Answers that tell what came of a request: explanations, loads, simulations, exports, backups, reports of targets.
import * as z from 'zod'
import { finding } from './findings.ts'
import { count, instant, name, octets, path, pool, serial, target, text, texts } from './units.ts'

export const explanationStep = z
  .object({
    fact: z
      .enum(['declared', 'measured', 'decreed', 'published', 'answer'])
      .describe('Of which fact it speaks.'),
    sentence: text('What holds.'),
    place: text('`file:line`').exactOptional(),
  })
  .describe('One step from what is declared to what is answered.')

export const explanation = z
  .object({
    question: text(
      '`www.corp.example. A`, with ` from 10.1.2.3` and ` at 2026-03-01 14:03:00` when asked so.',
    ),
    atMs: instant('Present when it is a past instant that is explained.').exactOptional(),
    steps: z.array(explanationStep).describe('In order.'),
    answer: z
      .object({
        rcode: text('`NOERROR`, `NXDOMAIN`, …'),
        records: texts('Zone-file lines.'),
        authority: texts('Zone-file lines.'),
      })
      .describe('What a client gets now, or got then.'),
    unknown: texts('Of a past instant: what is not known of it, or not for sure.').exactOptional(),
  })
  .describe('From what is declared to what is answered, step by step (src/README.md).')

export const reloadedZone = z
  .object({
    origin: name('Absent when the file does not even say it.').exactOptional(),
    file: path(),
    result: z.enum(['loaded', 'unchanged', 'removed', 'refused']).describe('What came of it.'),
    problems: texts('`file:line:column: code: sentence` each.'),
    findings: z.array(finding).describe('The same, with the text of the lines.'),
  })
  .describe('What came of one zone file.')

export const reloadReport = z
  .object({ zones: z.array(reloadedZone).describe('One for each file.') })
  .describe('What came of a reload.')

export const poolForecast = z
  .object({
    pool: pool(),
    change: z
      .enum(['changed', 'same', 'added', 'removed', 'unwatched'])
      .describe(
        '`same`: the answer stays, what stands behind it does not; `unwatched`: it bears no note any more.',
      ),
    was: texts('Data of the records that are answered now.'),
    answers: texts('Data of the records that would be answered.'),
    why: text('One sentence: why that would be the answer.'),
    healthyBefore: count('How many members are alive, available and not drained, now and then.'),
    healthy: count('As many then.'),
    nothingLeft: z.boolean().describe('No healthy member would be left.'),
    losesRedundancy: z.boolean().describe('One healthy member would be left of several.'),
    deadAnswers: texts(
      'What would be answered although its server is dead: no check sees it, or nothing else is left.',
    ),
  })
  .describe('What would become of a pool.')

export const simulateReport = z
  .object({
    down: z
      .object({
        addresses: texts('Whole servers.'),
        targets: z.array(target()).describe('Those that would fail.'),
      })
      .describe('What is taken to be dead: whole servers, and the targets that would fail.')
      .exactOptional(),
    zone: z
      .object({
        file: path(),
        origin: name().exactOptional(),
        refused: z.boolean().describe('It would not be put in place.'),
        problems: texts('`file:line:column: code: sentence` each.'),
      })
      .describe('`refused`: the file has errors, and nothing was simulated.')
      .exactOptional(),
    presumed: z
      .array(target())
      .describe('Ids of targets of which nothing is known yet; they are taken to be healthy.'),
    pools: z.array(poolForecast).describe('Those for which something would change.'),
  })
  .describe('What would be answered; nothing was changed.')

export const zoneExport = z
  .object({
    origin: name(),
    serial: serial('As published; of the file when `declared`.'),
    declared: z.boolean().describe('Everything that the file declares, instead of what is answered now.'),
    text: text('A zone file without notes, in the canonical form of named-compilezone.'),
  })
  .describe('A zone as text.')

export const backupReport = z
  .object({
    file: path('As it was asked for.'),
    octets: octets('The size of the file.'),
    atMs: instant('When it was begun: it has at least what was stored then.'),
  })
  .describe('A copy of the database.')

export const reportReceipt = z
  .object({
    targets: z.array(target()).describe('Ids of the targets for which it was taken.'),
    down: z.boolean().describe('As it was said.'),
    atMs: instant('When it was taken.'),
  })
  .describe('What a target has said of itself, and was heard.')
