// Whether so much fails at once that it may be we who are cut off; then falls are not believed.

/** What the last outcomes of all targets show. Canaries are counted apart. */
export interface Census {
  readonly canaries: number
  readonly canariesFailing: number
  /** Targets that were up before their last probe: those that are down already say nothing about us. */
  readonly counted: number
  /** Of these, the ones whose last probe failed. */
  readonly failing: number
  /** In how many groups that share neither a pool nor an address nor a need. */
  readonly failingGroups: number
}

export type Trust =
  | { readonly state: 'sure' }
  /** Wall clock ms. */
  | { readonly state: 'doubt'; readonly because: 'canaries' | 'many'; readonly sinceMs: number }
  /** Many fail, and a witness has passed meanwhile: it is they who have failed. */
  | { readonly state: 'vouched' }

export const SURE: Trust = { state: 'sure' }

/** Fewer groups are believed: a pool, a server or a router that fails as a whole is what we are here for. */
export const MIN_FAILING_GROUPS = 2
/** Without canaries a doubt that nobody can clear ends after so long. */
export const MAX_DOUBT_MS = 60_000

/**
 * A witness is a canary; where none is declared, any target. `hasPassed` says whether one did in this tick.
 *
 *  | before           | canaries    | many fail | a witness     | trust            |
 *  |------------------|-------------|-----------|---------------|------------------|
 *  | any              | all fail    | any       | any           | doubt (canaries) |
 *  | doubt (canaries) | one passes  | no        | any           | sure             |
 *  | doubt (canaries) | one passes  | yes       | any           | vouched          |
 *  | sure             | none or ok  | no        | any           | sure             |
 *  | sure             | none or ok  | yes       | any           | doubt (many)     |
 *  | doubt (many)     | none or ok  | any       | has passed    | vouched, or sure |
 *  | doubt (many)     | none or ok  | no        | has not       | sure             |
 *  | doubt (many)     | ok          | yes       | has not       | doubt (many)     |
 *  | doubt (many)     | none        | yes       | not for 60 s  | vouched          |
 *  | vouched          | none or ok  | yes       | any           | vouched          |
 *  | vouched          | none or ok  | no        | any           | sure             |
 */
export function judgeTrust(before: Trust, census: Census, hasPassed: boolean, nowMs: number): Trust {
  if (census.canaries > 0 && census.canariesFailing === census.canaries)
    return before.state === 'doubt' && before.because === 'canaries'
      ? before
      : { state: 'doubt', because: 'canaries', sinceMs: before.state === 'doubt' ? before.sinceMs : nowMs }
  if (!areMany(census)) return SURE
  switch (before.state) {
    case 'sure':
      return { state: 'doubt', because: 'many', sinceMs: nowMs }
    case 'vouched':
      return before
    case 'doubt': {
      const isOver = census.canaries === 0 && nowMs - before.sinceMs >= MAX_DOUBT_MS
      return hasPassed || isOver || before.because === 'canaries' ? { state: 'vouched' } : before
    }
  }
}

/** More than half of what was up, and not all of it in one place. */
function areMany({ counted, failing, failingGroups }: Census): boolean {
  return failing * 2 > counted && failingGroups >= MIN_FAILING_GROUPS
}
