// Every deliberate difference between our verdict on a zone file, or our text of it, and those of the peers.
import type { Case } from '../support/peers/zone-judges.ts'

export interface Difference {
  readonly rule: string
  readonly sentence: string
  readonly isAtWork: (judged: Case) => boolean
  /** For a difference of the text: both without what it may change. The others are of the verdict. */
  readonly undo?: (text: string) => string
}

const said = (name: string, words: RegExp) => (judged: Case) =>
  words.test([judged.ours, ...judged.theirs].find((one) => one.name === name)?.said ?? '')

export const DIFFERENCES: readonly Difference[] = [
  {
    rule: 'RFC 2181 §8',
    sentence: 'a TTL of more than 31 bits is refused; BIND serves it as 0, NSD and Knot as it is',
    isAtWork: said('ours', /"(\d{10,})" (is|would be)/),
  },
  {
    rule: 'RFC 1034 §4.2',
    sentence:
      'a record outside of the zone is an error, as with NSD; BIND and Knot leave it out with a warning',
    isAtWork: said('ours', /: out-of-zone: /),
  },
  {
    rule: 'README.md, notes',
    sentence: 'a comment that begins with ;@ is a note and must be one',
    isAtWork: said('ours', /: note-\w+: /),
  },
  {
    rule: 'RFC 1035 §5.1',
    sentence: 'parentheses join the lines of a $GENERATE too; BIND loses count of them',
    isAtWork: (judged) =>
      /^\$generate.*\(/im.test(judged.zone.text) && said('BIND', /unbalanced parentheses/)(judged),
  },
  {
    rule: 'README.md, zone files',
    sentence: 'a range of $GENERATE is numbers alone; BIND passes over what stands behind them',
    isAtWork: (judged) => /^\$generate\s+[\d/-]+[a-z]/im.test(judged.zone.text),
  },
  {
    rule: 'RFC 3597 §5',
    sentence: 'types that nobody uses any more, and a few that nobody uses yet, are written as TYPE14 \\# …',
    isAtWork: said('ours', /: unknown-type: "(MINFO|RT|DHCID|NID|L32|L64|LP|KEY|IPSECKEY)" /),
  },
  {
    rule: 'RFC 2181 §5.2',
    sentence:
      'where the TTLs of an RRset differ the lowest holds; BIND takes the one that stands first in a row',
    isAtWork: said('ours', /: ttl-differs: /),
    undo: (text) => text.replaceAll(/\s+\d+\s+IN\s+(\S+)\s+/g, ' $1 '),
  },
  {
    rule: 'RFC 4343 §3',
    sentence:
      'of two records that are the same but for upper and lower case the first stays; BIND keeps the last',
    isAtWork: said('ours', /: duplicate-record: /),
    undo: (text) => text.toLowerCase(),
  },
]

/** The text without what the differences at work may change. */
export function comparable(text: string, judged: Case): string {
  return DIFFERENCES.filter(({ isAtWork }) => isAtWork(judged)).reduce(
    (left, { undo }) => undo?.(left) ?? left,
    text,
  )
}
