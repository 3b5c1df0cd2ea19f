// What is wrong with zone files, as control/operator-findings.ts declares it.
import * as z from 'zod'
import { count, instant, name, path, text, texts } from './units.ts'

export const finding = z
  .object({
    file: path(
      "The file in which it is, which may be an included one; below the daemon's working directory a relative path.",
    ),
    line: count('From 1.'),
    column: count('From 1, in UTF-16 units.'),
    endColumn: count(
      'The column behind the last unit of what is wrong, on the same line. Absent where it is not on a line: of a file that is empty, for example.',
    ).exactOptional(),
    severity: z.enum(['error', 'warning']).describe('An error keeps the file out of service.'),
    code: text('Stable.'),
    sentence: text('What is wrong, and what to do.'),
    text: text(
      'The line, or a part of a long one around the column; each unit that cannot be printed is a question mark. Absent where there is none.',
    ).exactOptional(),
    textFrom: count('The column with which `text` begins, where that is not 1.').exactOptional(),
  })
  .describe('One thing that is wrong with a zone file.')

export const fileFindings = z
  .object({
    file: path('Absolute.'),
    origin: name(
      'Of the zone in service that stands in this file; absent when there is none.',
    ).exactOptional(),
    state: z
      .enum(['served', 'stale', 'unserved'])
      .describe(
        '`stale`: it was refused, and an older zone of it is in service; `unserved`: it was refused, and no zone of it is.',
      ),
    findings: z.array(finding).describe('In the order of the text.'),
  })
  .describe('What is wrong with one zone file.')

export const findingsReport = z
  .object({
    atMs: instant('When this was taken.'),
    files: z.array(fileFindings).describe('Every file that has any, in the order of their names.'),
  })
  .describe('What is wrong with the zone files.')

export const unservedFile = z
  .object({
    file: path('Absolute.'),
    problems: texts('`file:line:column: code: sentence` each.'),
  })
  .describe('A file of which no zone is in service.')
