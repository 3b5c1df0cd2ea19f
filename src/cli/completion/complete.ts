// `failover complete -- WORDS…`: what a shell may offer for the last word; called by the scripts of `failover completion`.
import type { Command } from 'commander'
import { loadConfig } from '../../config.ts'
import { EXIT } from '../exit-codes.ts'
import type { Session } from '../session.ts'
import { printable } from '../terminal.ts'
import { daemonNames } from './daemon-names.ts'
import { type Candidate, placeIn } from './place.ts'
import type { Values } from './values.ts'

/** More than anybody reads, and few enough for every shell. */
const MAX_CANDIDATES = 1000

/**
 * The first line is `files` when the shell itself knows better, or `words`; then each word with a tab and a
 * description. It never fails: a shell that completes nothing is better than one that shows an error in a prompt.
 */
export async function runComplete(
  { terminal }: Session,
  program: Command,
  line: readonly string[],
): Promise<number> {
  const place = placeIn(program, line)
  const current = line.at(-1) ?? ''
  if ('values' in place && place.values.of === 'file') terminal.out('files')
  else {
    terminal.out('words')
    const words = 'words' in place ? place.words : await wordsOf(place.values, place.before, current, line)
    for (const { word, description } of fitting(words, current))
      terminal.out(`${printable(word)}\t${printable(description)}`)
  }
  return EXIT.fine.code
}

async function wordsOf(
  { of: source, commas }: Values,
  before: string,
  current: string,
  line: readonly string[],
): Promise<Candidate[]> {
  const words =
    typeof source === 'object'
      ? source.map((word) => ({ word, description: '' }))
      : source === 'file'
        ? []
        : await daemonNames(socketOf(line), source)
  const typed = commas ? current.slice(0, Math.max(before.length, current.lastIndexOf(',') + 1)) : before
  const taken = new Set(typed.slice(before.length).split(','))
  return words
    .filter(({ word }) => !taken.has(word))
    .map(({ word, description }) => ({ word: typed + word, description }))
}

/** Of the configuration that this very line names; '' when there is none that can be read. */
function socketOf(line: readonly string[]): string {
  const at = line.findIndex((word) => word === '--config' || word.startsWith('--config='))
  const named = at < 0 ? undefined : (line[at]?.split('=', 2)[1] ?? line[at + 1])
  const result = loadConfig(named)
  return 'config' in result ? result.config.socketPath : ''
}

function fitting(words: readonly Candidate[], current: string): Candidate[] {
  const byWord = new Map<string, Candidate>()
  for (const candidate of words)
    if (candidate.word.startsWith(current) && !byWord.has(candidate.word))
      byWord.set(candidate.word, candidate)
  return [...byWord.values()].slice(0, MAX_CANDIDATES)
}
