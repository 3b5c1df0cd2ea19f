// What may stand for an argument or behind an option: said where it is declared, and asked for by completion.
import { Argument, Option } from 'commander'

export interface Values {
  /** Words, files of this machine, or names that the daemon knows. */
  readonly of: readonly string[] | 'file' | DaemonNames
  /** Several, with commas between. */
  readonly commas?: true
}

/** `name`: whatever `failover status` can be asked about. */
export type DaemonNames = 'zone' | 'pool' | 'type' | 'target' | 'override' | 'token' | 'receiver' | 'name'

const known = new WeakMap<Argument | Option, Values>()

export function argument(flags: string, description: string, of: Values['of'], commas?: true): Argument {
  const made = new Argument(flags, description)
  known.set(made, { of, ...(commas === undefined ? {} : { commas }) })
  return made
}

export function option(flags: string, description: string, of: Values['of'], commas?: true): Option {
  const made = new Option(flags, description)
  known.set(made, { of, ...(commas === undefined ? {} : { commas }) })
  return made
}

/** Undefined: anything. */
export function valuesOf(declared: Argument | Option): Values | undefined {
  const { argChoices } = declared
  return known.get(declared) ?? (argChoices === undefined ? undefined : { of: argChoices })
}
