// What the zone layer knows of a probe type: which options there are, and whether it accepts some.

/** Made from the registry of probes by whoever reads zones; composites (`all`, `any`, `atleast`) are not among them. */
export interface CheckKind {
  readonly optionNames: readonly string[]
  /** What is wrong with the options; `option` is '' when it is about the whole. */
  validate(options: Readonly<Record<string, string>>): readonly OptionFault[]
}

export interface OptionFault {
  readonly option: string
  readonly sentence: string
}

/** Understood for every kind: the address that is probed instead of the record's own. */
export const ADDRESS_OPTION = 'address'
