// The options with which a list is narrowed down, as they are typed: words of a kind with commas between, and how many.
import { suggestion } from '../zone/nearest.ts'

/** What is wrong with the words of `--option`, one sentence each. */
export function unknownWords(
  option: string,
  words: readonly string[],
  known: readonly string[],
): readonly string[] {
  return words
    .filter((word) => !known.includes(word))
    .map(
      (word) =>
        `--${option}: there is no ${option} ${word}${suggestion(word, known) || `; there are ${known.join(', ')}`}`,
    )
}

/** `usual`: when nothing is typed. */
export function limitFrom(
  text: string | undefined,
  usual: number,
  most: number,
): { readonly limit: number } | { readonly problem: string } {
  const limit = text === undefined ? usual : Number(text)
  const isGood = Number.isInteger(limit) && limit >= 1 && limit <= most
  return isGood ? { limit } : { problem: `--limit: ${text} is no whole number from 1 to ${most}` }
}
