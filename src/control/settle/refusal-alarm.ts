// Notices when the file of a zone is refused, so that an older version is served, and when that is over.
import { nameToText } from '../../dns/name.ts'
import type { Log } from '../../log.ts'
import type { Act, Store } from '../../store/store.ts'
import { problemLines } from '../load/findings.ts'
import type { Finding } from '../operator.ts'
import type { ServedZone } from '../publish/in-service.ts'

export interface RefusalAlarmOptions {
  readonly store: { readonly transitions: Pick<Store['transitions'], 'read'> }
  readonly log: Pick<Log, 'error'>
  /** Those in service. */
  readonly zones: () => readonly Pick<ServedZone, 'origin' | 'file' | 'findings' | 'stale'>[]
}

export class RefusalAlarm {
  readonly #options: RefusalAlarmOptions
  /** Files that are refused, by origin; undefined before the first look. */
  #refused: ReadonlyMap<string, string> | undefined

  constructor(options: RefusalAlarmOptions) {
    this.#options = options
  }

  /** What has changed since the last look. */
  acts(atMs: number): readonly Act[] {
    const before = this.#refused ?? this.#refusedBefore()
    const stale = this.#options.zones().filter((zone) => zone.stale)
    this.#refused = new Map(stale.map(({ origin, file }) => [nameToText(origin), file]))
    const act = { atMs, kind: 'refusal' } as const
    const begun = stale.flatMap(({ origin, file, findings }): Act[] => {
      const target = nameToText(origin)
      if (before.has(target)) return []
      return [{ ...act, target, from: 'none', to: 'refused', reason: file, detail: firstOf(findings) }]
    })
    const ended = [...before].filter(([origin]) => this.#refused?.has(origin) === false)
    return [
      ...begun,
      ...ended.map(([target, file]): Act => {
        return { ...act, target, from: 'refused', to: 'none', reason: file, detail: '' }
      }),
    ]
  }

  /** What the history says: a restart is no second refusal, and an end that nobody saw is made up for. */
  #refusedBefore(): ReadonlyMap<string, string> {
    const { zones, store, log } = this.#options
    try {
      const last = zones().flatMap(({ origin }) =>
        store.transitions.read({ about: { kind: 'refusal', target: nameToText(origin) }, limit: 1 }),
      )
      return new Map(last.filter(({ to }) => to === 'refused').map(({ target, reason }) => [target, reason]))
    } catch (error) {
      log.error({ err: error }, 'the history could not be read')
      return new Map()
    }
  }
}

function firstOf(findings: readonly Finding[]): string {
  const problems = problemLines(findings.filter(({ severity }) => severity === 'error'))
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : ''
  return `${problems[0] ?? ''}${more}`
}
