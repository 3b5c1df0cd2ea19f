// The rules of architecture and style, held against the source itself; every failure says file, line and rule.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, test } from 'node:test'
import { PROBES } from '../src/probe/index.ts'
import { codeIn, sectionOf, tableRows } from './support/markdown.ts'
import {
  citationsIn,
  filesBelow,
  functionsOf,
  importCycle,
  importsOf,
  placeIn,
  placesOf,
  ROOT_FOLDER,
  type SourceFile,
  sectionsIn,
  titlesOf,
} from './support/source-tree.ts'

const SOURCES = filesBelow('src')
const CODE_MAP = readFileSync(join(ROOT_FOLDER, 'src/README.md'), 'utf8')
const PURE_FOLDERS = ['dns', 'zone', 'health', 'answer', 'alert', 'page/view']
const PURE = SOURCES.filter(({ path }) => PURE_FOLDERS.some((folder) => path.startsWith(`src/${folder}/`)))

const MAX_FILE_LINES = 400
const P95_FILE_LINES = 300
const MAX_FUNCTION_LINES = 70

function assertNone(violations: readonly string[], rule: string): void {
  assert.ok(violations.length === 0, `${rule}:\n  ${violations.join('\n  ')}`)
}

interface Allowed {
  readonly path: string
  readonly typesOnly: boolean
}

/** Entries like `dns/` and `health/` (types), as both tables of src/README.md write them. */
function entriesIn(cell: string): Allowed[] {
  return cell.split(',').flatMap((entry) => {
    const path = codeIn(entry)[0]
    return path === undefined ? [] : [{ path: `src/${path}`, typesOnly: entry.includes('(types') }]
  })
}

/** A folder holds what is below it; a file holds itself. */
function holds({ path }: Pick<Allowed, 'path'>, file: string): boolean {
  return path.endsWith('/') ? file.startsWith(path) : file === path
}

function permits(allowed: readonly Allowed[], file: string, typesOnly: boolean): boolean {
  return allowed.some((entry) => holds(entry, file) && (typesOnly || !entry.typesOnly))
}

describe('imports', () => {
  const folderRows = tableRows(sectionOf(CODE_MAP, 'Import table')).slice(1)

  test('the import table has a row for every folder and every file beside the folders', () => {
    const tops = new Set(SOURCES.map(({ path }) => path.replace(/^src\/([^/]+\/?).*$/, '$1')))
    assertNone(
      [...tops].filter((top) => !folderRows.some(([place = '']) => codeIn(place).includes(top))),
      'src/README.md, Import table: no row for',
    )
  })

  test('a file imports only what the import table of the code map allows', () => {
    const violations = SOURCES.flatMap((file) => {
      const rows = folderRows.filter(([place = '']) =>
        entriesIn(place).some((entry) => holds(entry, file.path)),
      )
      const allowed = rows.flatMap(([, cell = '']) => entriesIn(cell))
      const own = file.path.replace(/^(src\/[^/]+\/).*$/, '$1')
      const all = rows.some(([, cell]) => cell === 'everything')
      return importsOf(file)
        .filter(({ target, isOurs }) => isOurs && target.startsWith('src/') && !target.startsWith(own))
        .filter(({ target, typesOnly }) => !all && !permits(allowed, target, typesOnly))
        .map(({ place, target, typesOnly }) => `${place}: ${target}${typesOnly ? ' (types)' : ''}`)
    })
    assertNone(violations, 'the import table (src/README.md) does not allow')
  })

  test('a package is imported only where the package table of the code map allows', () => {
    const rows = tableRows(sectionOf(CODE_MAP, 'Packages')).slice(1)
    const allowed = new Map(rows.map(([name = '', cell = '']) => [codeIn(name)[0] ?? '', cell] as const))
    const violations = SOURCES.flatMap((file) =>
      importsOf(file)
        .filter(({ target, isOurs }) => !isOurs && !target.startsWith('node:'))
        .filter(({ target, typesOnly }) => {
          const cell = allowed.get(target) ?? ''
          const anywhere = typesOnly && cell.includes('types anywhere')
          return !anywhere && !permits(entriesIn(cell), file.path, typesOnly)
        })
        .map(({ place, target }) => `${place}: ${target}`),
    )
    assertNone(violations, 'the package table (src/README.md) does not allow')
  })

  test('the pure folders import nothing of Node and no package', () => {
    const violations = PURE.flatMap(importsOf).filter(
      ({ isOurs, target }) => !isOurs && target !== 'node:buffer',
    )
    assertNone(
      violations.map(({ place, target }) => `${place}: ${target}`),
      `${PURE_FOLDERS.join(', ')} are pure`,
    )
  })

  test('no imports make a circle, types included', () => {
    assertNone(
      importCycle(SOURCES) ?? [],
      'a circle of imports; move what both sides need to a file of its own',
    )
  })
})

describe('code', () => {
  const forbidden: readonly (readonly [string, RegExp, readonly SourceFile[]])[] = [
    [
      'pure code has no clocks, timers, dice, logs and no process: what it needs is an argument',
      /\b(?:Date\.now|new Date\(\)|Math\.random|set(?:Timeout|Interval|Immediate)|queueMicrotask|console|performance|process)\b(?:\.\w+)?|\bnew Date\(\)/g,
      PURE,
    ],
    [
      'process.env is read in config.ts only',
      /\bprocess\s*\.\s*env\b|\{[^}\n]*\benv\b[^}\n]*\}\s*=\s*process\b/g,
      SOURCES.filter(({ path }) => path !== 'src/config.ts'),
    ],
    [
      'nothing writes to the console: a person reads the terminal, a machine the log',
      /\bconsole\.\w+/g,
      SOURCES,
    ],
    ['there are no default exports', /^export default|\bas default\b/gm, SOURCES],
    ['there is no any', /(?::|\bas|<|,|\|)\s*any\b(?!\s*[(:])/g, SOURCES],
    ['no catch is empty', /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}/g, SOURCES],
    [
      'there are no enums and no namespaces',
      /^\s*(?:export\s+)?(?:const\s+)?(?:enum|namespace)\s+\w+/gm,
      SOURCES,
    ],
    ['nothing is said to be not null by force', /[\w)\]]!(?=[.;,)\]]|$)/gm, SOURCES],
  ]
  for (const [rule, pattern, files] of forbidden) test(rule, () => assertNone(placesOf(files, pattern), rule))

  test('nothing is left to do later', () => {
    const violations = SOURCES.flatMap(({ path, lines }) =>
      lines.flatMap((line, at) =>
        /\b(?:TODO|FIXME|XXX|HACK)\b/.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [],
      ),
    )
    assertNone(violations, 'do it, or open an issue')
  })

  test('a file begins with a comment that says in a sentence what it is for', () => {
    const violations = SOURCES.filter(({ lines }) => {
      const first = lines[lines[0]?.startsWith('#!') ? 1 : 0] ?? ''
      return !/^\/\/ \S.*[.!?]$/.test(first)
    })
    assertNone(
      violations.map(({ path }) => `${path}:1`),
      'the first line must be `// A sentence.`',
    )
  })

  test('files have at most 400 lines, 95 of 100 at most 300', () => {
    const sizes = SOURCES.map(({ path, lines }) => ({ path, size: lines.length })).sort(
      (a, b) => b.size - a.size,
    )
    const listed = (limit: number): string[] =>
      sizes.filter(({ size }) => size > limit).map(({ path, size }) => `${path}:${size}: ${size} lines`)
    assertNone(listed(MAX_FILE_LINES), `no file has more than ${MAX_FILE_LINES} lines`)
    const long = listed(P95_FILE_LINES)
    assertNone(
      long.length * 20 > sizes.length ? long : [],
      `too many files have more than ${P95_FILE_LINES} lines`,
    )
  })

  test('functions have at most 70 lines', () => {
    const violations = SOURCES.flatMap(functionsOf).filter(({ lines }) => lines > MAX_FUNCTION_LINES)
    assertNone(
      violations.map(({ place, lines }) => `${place}: ${lines} lines`),
      `no function has more than ${MAX_FUNCTION_LINES} lines`,
    )
  })
})

test('every section of an RFC that the code cites is named by the title of a test', () => {
  const titles = filesBelow('test').flatMap(titlesOf)
  const named = new Set(titles.flatMap((title) => sectionsIn(title).map(({ section }) => section)))
  const missing = new Map<string, string[]>()
  for (const { place, section } of SOURCES.flatMap(citationsIn))
    if (!named.has(section)) missing.set(section, [...(missing.get(section) ?? []), place])
  assertNone(
    [...missing].sort().map(([section, places]) => `${section}, cited at ${places.join(', ')}`),
    'no test title names',
  )
})

describe('probe types', () => {
  const files = SOURCES.filter(({ path, code }) => path.startsWith('src/probe/') && /:\s*Probe</.test(code))
  const own = files.filter(({ text }) => /^export const \w+: Probe</m.test(text))

  test('a probe type is one file of its own name, and is in the registry', () => {
    const names = own.map(({ path }) => basename(path, '.ts')).sort()
    assert.deepEqual(PROBES.map(({ type }) => type as string).sort(), names, 'src/probe/index.ts: PROBES')
  })

  test('the word of a probe type stands in its own file only, so nothing branches on it', () => {
    const types = new Set<string>(PROBES.map(({ type }) => type))
    const folders = ['probe', 'health', 'zone', 'alert', 'notify', 'store', 'control', 'web', 'cli'].map(
      (folder) => `src/${folder}/`,
    )
    const violations = SOURCES.filter(({ path }) =>
      folders.some((folder) => path.startsWith(folder)),
    ).flatMap((file) =>
      file.strings
        .filter(({ text }) => types.has(text) && file.path !== `src/probe/${text}.ts`)
        .map(({ at, text }) => `${placeIn(file, at)}: '${text}'`),
    )
    assertNone(violations, 'shared code must not know a probe type')
  })
})
