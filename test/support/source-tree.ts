// The source tree as the architecture test sees it: files, their imports, functions and citations, each with its place.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { type Masked, mask } from './mask.ts'

export const ROOT_FOLDER = join(import.meta.dirname, '../..')

export interface SourceFile extends Masked {
  /** From the root: `src/dns/name.ts`. */
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
}

/** Every TypeScript file below `src` or `test`. */
export function filesBelow(folder: 'src' | 'test'): SourceFile[] {
  return readdirSync(join(ROOT_FOLDER, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') || path.endsWith('.tsx'))
    .sort()
    .map((path) => readSource(join(folder, path)))
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT_FOLDER, path), 'utf8')
  return { path, text, lines: text.trimEnd().split('\n'), ...mask(text) }
}

/** `src/dns/name.ts:12` */
export function placeIn(file: SourceFile, at: number): string {
  return `${file.path}:${file.text.slice(0, at).split('\n').length}`
}

/** The place of every match of `rule` in the code of these files: not in comments or strings. */
export function placesOf(files: readonly SourceFile[], rule: RegExp): string[] {
  return files.flatMap((file) =>
    [...file.code.matchAll(rule)].map((match) => `${placeIn(file, match.index)}: ${match[0].trim()}`),
  )
}

export interface Import {
  readonly place: string
  /** A path of ours from the root (`src/dns/name.ts`), or what a package or Node offers (`node:fs`). */
  readonly target: string
  readonly isOurs: boolean
  /** Nothing of it is left when the program runs. */
  readonly typesOnly: boolean
}

const IMPORT =
  /^(?:import|export)\s+(type\s)?(?:([\w$*{}\s,]*?)\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

export function importsOf(file: SourceFile): Import[] {
  return [...file.text.matchAll(IMPORT)]
    .filter(({ index }) => /\S/.test(file.code[index] ?? ' '))
    .map(({ index, 1: type, 2: names = '', 3: named, 4: dynamic }) => {
      const specifier = named ?? dynamic ?? ''
      const isOurs = specifier.startsWith('.')
      return {
        place: placeIn(file, index),
        target: isOurs ? normalize(join(dirname(file.path), specifier)) : packageOf(specifier),
        isOurs,
        typesOnly: type !== undefined || /^\{(?:\s*type\s[^,}]+,?)+\s*\}$/.test(names),
      }
    })
}

/** `@hono/node-server/serve-static` is of `@hono/node-server`. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The first chain of imports that ends where it began, if there is one. */
export function importCycle(files: readonly SourceFile[]): string[] | undefined {
  const next = new Map(
    files.map((file) => [file.path, importsOf(file).flatMap(({ target, isOurs }) => (isOurs ? target : []))]),
  )
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const target of next.get(path) ?? []) {
      const cycle = walk(target, [...trail, path])
      if (cycle !== undefined) return cycle
    }
    done.add(path)
    return undefined
  }
  for (const { path } of files) {
    const cycle = walk(path, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}

export interface FunctionSize {
  readonly place: string
  readonly lines: number
}

/** Functions, methods and arrow functions with a body; relies on the formatter: a body ends at the indent of its head. */
export function functionsOf(file: SourceFile): FunctionSize[] {
  const lines = file.code.split('\n')
  return lines.flatMap((line, head) => {
    if (!FUNCTION_HEAD.test(line) || STATEMENT.test(line)) return []
    const end = endOfBody(lines, head)
    return end === undefined ? [] : [{ place: `${file.path}:${head + 1}`, lines: end - head + 1 }]
  })
}

const FUNCTION_HEAD =
  /\bfunction\b|=>\s*\{$|^\s+(?:(?:static|async|override|private|get|set)\s+)*#?\w+(?:<.*>)?\(/
const STATEMENT = /^\s*(?:if|for|while|switch|catch|return\s+\w+\(|await|do|else|throw)\b/

function endOfBody(lines: readonly string[], head: number): number | undefined {
  const indent = indentOf(lines[head] ?? '')
  let inBody = (lines[head] ?? '').endsWith('{')
  for (let at = head + 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line.trim() === '' || indentOf(line) > indent) continue
    if (indentOf(line) < indent) return undefined
    if (inBody && line.trim().startsWith('}') && !line.endsWith('{')) return at
    // What stands between the head and its body at the same indent closes the parameters.
    if (!inBody && !/^\s*[)}]/.test(line)) return undefined
    inBody ||= line.endsWith('{')
  }
  return undefined
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

export interface Citation {
  readonly place: string
  /** `RFC 1035 §3.1` */
  readonly section: string
}

/** Sections of RFCs; `RFC 2308 §2.1, §5` and `RFC 9460 §7 and §8` are two each. */
export function citationsIn(file: SourceFile): Citation[] {
  return sectionsIn(file.text).map(({ at, section }) => ({ place: placeIn(file, at), section }))
}

export function sectionsIn(text: string): { readonly at: number; readonly section: string }[] {
  return [...text.matchAll(/RFC (\d+)((?:(?:,| and|;)? §\w+(?:[.-]\w+)*)+)/g)].flatMap((match) =>
    [...(match[2] ?? '').matchAll(/§\w+(?:[.-]\w+)*/g)].map(([section]) => ({
      at: match.index,
      section: `RFC ${match[1]} ${section}`,
    })),
  )
}

/** What tests are called: what `test(` and its like are given first, and rows of tables whose text begins with `RFC `. */
export function titlesOf(file: SourceFile): string[] {
  return file.strings
    .filter(
      ({ at, text }) =>
        text.startsWith('RFC ') ||
        /\b(?:test|it|describe|suite)(?:\.\w+)?\(\s*$/.test(file.code.slice(0, at)),
    )
    .map(({ text }) => text)
}
