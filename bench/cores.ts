// Which core does what: servers on the first, everything that asks and measures on the second (util-linux taskset).
import { execFileSync } from 'node:child_process'

export const SERVER_CORE = 0
export const GENERATOR_CORE = 1

export function pinned(core: number, program: string, args: readonly string[]): [string, ...string[]] {
  return ['taskset', '-c', String(core), program, ...args]
}

/** This process and all its threads; taskset fails when one of them ends while it looks. */
export function pinOurselves(core: number): void {
  for (let tries = 1; ; tries++)
    try {
      execFileSync('taskset', ['-acp', String(core), String(process.pid)], { stdio: 'ignore' })
      return
    } catch (error) {
      if (tries === MAX_PIN_TRIES) throw error
    }
}

const MAX_PIN_TRIES = 5
