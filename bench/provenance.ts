// Which commit, Node, processor and hour the figures of a run belong to.
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

export interface Provenance {
  readonly commit: string
  readonly node: string
  readonly cpu: string
  readonly at: string
}

export function provenance(): Provenance {
  const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--untracked-files=no', 'src') === '' ? '' : '+changes'
  const commit = `${git('rev-parse', '--short', 'HEAD')}${changed}`
  const { model = 'unknown' } = cpus()[0] ?? {}
  return { commit, node: process.version, cpu: model, at: new Date().toISOString() }
}
