// Zone files on disk: which there are, and what each one declares; $INCLUDE never leaves the file's own folder.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { nameFromText, ROOT } from '../../dns/name.ts'
import { PROBES } from '../../probe/index.ts'
import { NOTHING_PERMITTED, type Probe, type ProbePermits } from '../../probe/probe.ts'
import type { CheckKind } from '../../zone/check-kind.ts'
import type { OnProgress, ParseOptions } from '../../zone/draft.ts'
import { parseZone } from '../../zone/parse.ts'
import type { Problem, Timing, Zone } from '../../zone/zone.ts'
import type { ZoneIndex } from '../../zone/zone-index.ts'

/** The file and all that it includes, together. */
export const MAX_ZONE_FILE_BYTES = 1 << 28
const EXTENSION = '.zone'

type CheckKinds = ReadonlyMap<string, CheckKind>

export function checkKinds(permits: ProbePermits): CheckKinds {
  return kindsWith((probe) => (options) => {
    const configured = probe.configure(options, permits)
    return configured.ok ? [] : configured.problems
  })
}

/** For text that was found good once: that a file is gone since then, or a permit, does not make it bad. */
export const UNJUDGED_KINDS = kindsWith(() => () => [])

export const CHECK_KINDS = checkKinds(NOTHING_PERMITTED)

function kindsWith(validateBy: (probe: Probe) => CheckKind['validate']): CheckKinds {
  return new Map(
    PROBES.map((probe) => [probe.type, { optionNames: probe.optionNames, validate: validateBy(probe) }]),
  )
}

/** What one zone file says now. `zone` is undefined when it has errors. */
export interface ZoneFile {
  /** As it stands in problems: below the working directory a relative path. */
  readonly file: string
  readonly zone: Zone | undefined
  /** Of that zone. */
  readonly index: ZoneIndex | undefined
  readonly problems: readonly Problem[]
  /** Of every octet read, includes too: equal hashes mean equal content. */
  readonly contentHash: string
  /** Every file that was read, the zone's own first. */
  readonly sources: readonly Source[]
}

/** One file of a zone as it was read. */
export interface Source {
  /** Absolute. */
  readonly path: string
  readonly octets: Uint8Array
}

/** Where the text of a zone comes from: the disk, or what was kept of it. */
export interface SourceReader {
  read(path: string): Text
  /** All that was read, in that order. */
  readonly sources: readonly Source[]
}

export type Text = { readonly file: string; readonly text: string } | { readonly problem: string }

/** The `*.zone` files of a folder, in the order of their names. */
export function listZoneFiles(
  folder: string,
): { readonly files: readonly string[] } | { readonly problem: string } {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(EXTENSION) && !name.startsWith('.'))
    return { files: names.sort().map((name) => resolve(folder, name)) }
  } catch (error) {
    return { problem: `zones folder ${folder}: ${reasonOf(error)}` }
  }
}

/** Reads `corp.example.zone` and what it includes; the origin is `corp.example.` unless `$ORIGIN` says otherwise. */
export function readZoneFile(
  path: string,
  timing: Timing,
  kinds: CheckKinds = CHECK_KINDS,
  reader: SourceReader = new FolderReader(path),
  onProgress?: OnProgress,
): ZoneFile {
  const file = shownPath(path)
  const main = reader.read(path)
  const refused = (code: string, sentence: string): ZoneFile => ({
    file,
    zone: undefined,
    index: undefined,
    problems: [{ place: { file, line: 1, column: 1 }, severity: 'error', code, sentence }],
    ...seen(reader),
  })
  if ('problem' in main) return refused('unreadable', main.problem)
  const options = parseOptions(path, timing, kinds, reader)
  if ('problem' in options) return refused('file-name', `the file's name is not a zone's: ${options.problem}`)
  const told = onProgress === undefined ? options : { ...options, onProgress }
  const { zone, index, problems } = parseZone(main.text, told)
  return { file, zone, index, problems, ...seen(reader) }
}

/** How the text of this file is read. */
export function parseOptions(
  path: string,
  timing: Timing,
  kinds: CheckKinds,
  reader: SourceReader,
): ParseOptions | { readonly problem: string } {
  const origin = nameFromText(`${basename(path, EXTENSION)}.`, ROOT)
  if ('problem' in origin) return origin
  return {
    file: shownPath(path),
    origin: origin.name,
    include: (wanted, fromFile) => reader.read(resolve(dirname(fromFile), wanted)),
    checkKinds: kinds,
    timing,
  }
}

function seen({ sources }: SourceReader): Pick<ZoneFile, 'contentHash' | 'sources'> {
  return { contentHash: hashOf(sources), sources }
}

export function hashOf(sources: readonly Source[]): string {
  const hash = createHash('sha256')
  for (const { path, octets } of sources) hash.update(`${path}\0${octets.length}\0`).update(octets)
  return hash.digest('hex')
}

/** Reads files of one folder, and follows no path out of it. */
export class FolderReader implements SourceReader {
  readonly sources: Source[] = []
  readonly #folder: string
  #isFirst = true
  readonly #maxBytes: number
  #bytes = 0

  /** `maxBytes`: of all files together. */
  constructor(path: string, maxBytes = MAX_ZONE_FILE_BYTES) {
    this.#folder = dirname(resolve(path))
    this.#maxBytes = maxBytes
  }

  read(path: string): Text {
    const absolute = resolve(path)
    const isFirst = this.#isFirst
    this.#isFirst = false
    try {
      const real = realpathSync(absolute)
      if (!isFirst && !isWithin(real, realpathSync(this.#folder)))
        return { problem: `it is outside of ${this.#folder}` }
      const stat = statSync(real)
      if (!stat.isFile()) return { problem: 'it is not a file' }
      this.#bytes += stat.size
      if (this.#bytes > this.#maxBytes)
        return { problem: `with it the zone has more than ${this.#maxBytes} octets` }
      const octets = readFileSync(real)
      this.sources.push({ path: absolute, octets })
      return { file: shownPath(absolute), text: octets.toString('utf8') }
    } catch (error) {
      return { problem: reasonOf(error) }
    }
  }
}

/** Reads again what was read once. */
export class KeptReader implements SourceReader {
  readonly sources: readonly Source[]

  constructor(sources: readonly Source[]) {
    this.sources = sources
  }

  read(path: string): Text {
    const absolute = resolve(path)
    const kept = this.sources.find((source) => source.path === absolute)
    if (kept === undefined) return { problem: 'it was not kept' }
    return { file: shownPath(absolute), text: Buffer.from(kept.octets).toString('utf8') }
  }
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Below the working directory a relative path. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path)
  return shown.startsWith('..') || isAbsolute(shown) ? resolve(path) : shown
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'reading it is not allowed',
    ENOTDIR: 'it is not a folder',
  }
  return reasons[code ?? ''] ?? message
}
