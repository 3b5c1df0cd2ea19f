// How every command ends, in one table: `failover --help` and README print it, and each command the part that is its own.
import { wrap } from './columns.ts'

export const EXIT = {
  fine: { code: 0, meaning: 'done' },
  refused: {
    code: 1,
    meaning:
      'a zone file has errors, a request was refused, a name has nothing healthy left, or the doctor found a problem',
  },
  usage: { code: 2, meaning: 'the command line cannot be understood' },
  configuration: { code: 3, meaning: 'failover.yaml is wrong' },
  unreachable: { code: 4, meaning: 'no daemon answers on the socket' },
  start: { code: 5, meaning: 'the daemon cannot start: port, database, zones or socket' },
} as const

type Way = keyof typeof EXIT
export type ExitCode = (typeof EXIT)[Way]['code']

/** Ways in which every command may end. */
const COMMON_WAYS: readonly Way[] = ['fine', 'usage', 'configuration']

/** In lines of so many columns at most. */
export function exitTable(columns: number): string {
  return ['Exit codes:', ...Object.values(EXIT).flatMap((one) => exitLines(one, columns))].join('\n')
}

/** The code, and beside it what it means. */
export function exitLines(
  { code, meaning }: { readonly code: ExitCode; readonly meaning: string },
  columns: number,
): string[] {
  const indent = ' '.repeat(`  ${code}  `.length)
  return wrap(meaning, columns - indent.length).map((line, at) => (at === 0 ? `  ${code}  ` : indent) + line)
}

/** What a way means for one command, if it can end so. */
export type OwnExits = { readonly [One in Way]?: string }

export interface ExitRow {
  readonly code: ExitCode
  readonly meaning: string
  /** Not every command may end so. */
  readonly isOwn: boolean
}

/** The rows of the table that concern one command. */
export function exitRows(own: OwnExits = {}): ExitRow[] {
  return (Object.keys(EXIT) as Way[])
    .filter((way) => COMMON_WAYS.includes(way) || way in own)
    .map((way) => ({
      code: EXIT[way].code,
      meaning: own[way] ?? EXIT[way].meaning,
      isOwn: !COMMON_WAYS.includes(way),
    }))
}
