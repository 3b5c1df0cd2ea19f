// Who may read our secrets, and who may write what decides the answers: owner and mode of every file, and of the folders above.
import { realpathSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../../config.ts'
import type { ZoneFile } from '../../control/load/zone-files.ts'
import { statusOf } from '../context.ts'
import { type Examination, type Finding, ok, skipped } from '../examination.ts'
import { readSmallFiles, smallFiles } from '../small-files.ts'
import { systemAccounts } from './accounts.ts'
import { type FoundFile, judgeFiles, judgeWriters, type Kind } from './judge-modes.ts'
import { processFacts } from './process-facts.ts'

const MAX_FILES = 2000

export const fileModes: Examination = {
  title: 'file modes',
  async run(context) {
    const status = statusOf(context)
    const daemon = status === undefined ? undefined : processFacts(status.node.pid)
    // While it does not run: whom its database belongs to.
    const uid = daemon?.uid ?? statOrNothing(context.config.databaseFile)?.uid ?? process.getuid?.() ?? 0
    // In a container whose users are mapped, root is whom the topmost folder belongs to.
    const trusted = [0, uid, statOrNothing('/')?.uid ?? 0]
    const files = wanted(context.config).slice(0, MAX_FILES).flatMap(find)
    const folders = foldersAbove(files.map(({ path }) => path)).flatMap((path) =>
      find({ path, kind: 'above' }),
    )
    const accounts = systemAccounts()
    if (files.length === 0) return [skipped('none of the files of failover.yaml is there')]
    const zoneFiles = files.filter(({ kind }) => kind === 'zones')
    const findings = judgeFiles([...files, ...folders], trusted, accounts)
    return [
      ...findings,
      ...(findings.length === 0
        ? [
            ok(
              `${files.length} files and the folders above them: nobody else can change them or read secrets`,
            ),
          ]
        : []),
      ...judgeWriters(zoneFiles, accounts),
    ] satisfies Finding[]
  },
}

interface Wanted {
  readonly path: string
  readonly kind: Kind
}

function wanted(config: Config): readonly Wanted[] {
  const { file, zonesFolder, databaseFile, socketPath, tls, api, push, cookieSecretsFile, backup } = config
  const { small, large } = smallFiles(config)
  const read = readSmallFiles(config)
  const included = read.flatMap(({ sources }) => sources.map(({ path }) => path))
  const options = read.flatMap(optionsOfChecks)
  const some = (paths: readonly (string | undefined)[], kind: Kind): Wanted[] =>
    [...new Set(paths)].flatMap((path) => (path === undefined ? [] : [{ path, kind }]))
  return [
    ...some([file], 'config'),
    ...some([tls?.key, api.tls?.key, push?.tokenFile, cookieSecretsFile], 'secret'),
    ...some([tls?.certificate, api.tls?.certificate], 'config'),
    ...some([socketPath], 'socket'),
    ...some(
      [databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`, `${databaseFile}-lock`, backup?.folder],
      'database',
    ),
    ...some([zonesFolder, ...small, ...large, ...included], 'zones'),
    ...some(config.probes.execFolders, 'program'),
    ...some(valuesOf(options, SECRET_OPTION), 'secret'),
    ...some(valuesOf(options, /^program$/), 'program'),
  ]
}

/** Options of checks whose names end so name a file with a secret (probe/options/secret-file.ts). */
const SECRET_OPTION = /(?:password|bearer)-file$/

function valuesOf(options: readonly (readonly [string, string])[], name: RegExp): string[] {
  return options.flatMap(([key, value]) => (name.test(key) ? [value] : []))
}

function optionsOfChecks({ zone }: ZoneFile): [string, string][] {
  const checks = zone?.checks ?? []
  return checks.flatMap((check) => (check.kind === 'probe' ? Object.entries(check.options) : []))
}

function find({ path, kind }: Wanted): FoundFile[] {
  const stat: Stats | undefined = statOrNothing(path)
  return stat === undefined
    ? []
    : [{ path, kind, mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid, isFolder: stat.isDirectory() }]
}

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return undefined
  }
}

/** Those of the path as it is written, and those to which links in it lead. */
function foldersAbove(paths: readonly string[]): readonly string[] {
  const folders = new Set<string>()
  for (const path of paths.flatMap((written) => [written, realpathSync(written)]))
    for (let folder = dirname(path); !folders.has(folder); folder = dirname(folder)) folders.add(folder)
  return [...folders].sort()
}
