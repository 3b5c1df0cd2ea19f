// Runs one numbered case after another, each with dice of its own, so that a single one can be run again.
import { Dice } from '../support/peers/dice.ts'

export interface Campaign {
  readonly seed: number
  readonly cases: number
  /** Runs only the case of this number. */
  readonly only?: number | undefined
  /** Longest time for an input of one KB or less, and for each further KB. */
  readonly msPerKb: number
}

/** The same dice for the same case, however many come before it. */
export function diceFor(seed: number, number: number): Dice {
  const dice = new Dice(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b))
  dice.below(2)
  return dice
}

/** Whatever a case throws is told with what is needed to replay it; `describe` tells the input of the last case. */
export function runCases(
  fuzzer: string,
  { seed, cases, only }: Campaign,
  run: (dice: Dice, number: number) => void,
  describe: () => string,
): void {
  const first = only ?? 0
  const end = only === undefined ? cases : only + 1
  for (let number = first; number < end; number++) {
    try {
      run(diceFor(seed, number), number)
    } catch (cause) {
      const replay = `node test/fuzz/run.ts --only ${fuzzer} --seed ${seed} --case ${number}`
      throw new Error(`${cause instanceof Error ? cause.message : cause}\n${describe()}\nreplay: ${replay}`, {
        cause,
      })
    }
  }
}
