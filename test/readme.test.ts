// README and the code map, held against the program: what they show is parsed, run, or compared with the code.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parse as parseYaml } from 'yaml'
import manifest from '../package.json' with { type: 'json' }
import { PICK_POLICIES } from '../src/answer/pick.ts'
import { EXIT } from '../src/cli/exit-codes.ts'
import { runCommandLine } from '../src/cli/program.ts'
import { configSchema, keysAt } from '../src/config/schema.ts'
import { CHECK_KINDS } from '../src/control/load/zone-files.ts'
import { nameFromText, ROOT } from '../src/dns/name.ts'
import { PROBES } from '../src/probe/index.ts'
import { OPERATIONS } from '../src/web/operations/registry.ts'
import { PROBLEMS } from '../src/web/routes/problem.ts'
import { parseZone } from '../src/zone/parse.ts'
import { formatProblem } from '../src/zone/print.ts'
import { requestOf } from './support/curl-line.ts'
import { codeBlocks, codeIn, sectionOf, tableRows } from './support/markdown.ts'
import { filesBelow, ROOT_FOLDER } from './support/source-tree.ts'

const README = readFileSync(join(ROOT_FOLDER, 'README.md'), 'utf8')
const CODE_MAP = readFileSync(join(ROOT_FOLDER, 'src/README.md'), 'utf8')

/** By the language of the block; the file comes last. */
const CHECKERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  zone: ['named-checkzone', 'corp.example'],
  named: ['named-checkconf'],
  unbound: ['unbound-checkconf'],
  dnsmasq: ['dnsmasq', '--test', '-C'],
}

describe('README', () => {
  for (const { type, optionNames } of PROBES) {
    test(`README describes the options of ${type} as its file does`, () => {
      const shown = tableRows(sectionOf(README, type)).map((row) => row.map(plain).join(' | '))
      assert.deepEqual(shown, manualOf(type), `README.md, ${type}: as src/probe/${type}.ts says`)
      const described = shown.slice(1).map((row) => row.slice(0, row.indexOf('=')))
      assert.deepEqual(described.sort(), [...optionNames].sort(), `src/probe/${type}.ts: head comment`)
    })
  }

  test('README describes every pick policy', () => {
    const rows = tableRows(sectionOf(README, 'What is answered')).map(([key = '']) => key)
    for (const policy of Object.keys(PICK_POLICIES))
      assert.ok(rows.includes(`\`pick=${policy}\``), `README.md, What is answered: no row for pick=${policy}`)
  })

  test('README shows the configuration that is in force without a file', () => {
    const [block] = codeBlocks('README.md', README, 'yaml')
    const shown: unknown = parseYaml(block?.lines.join('\n') ?? '')
    assert.deepEqual(configSchema.parse(shown), configSchema.parse({}))
    for (const where of [[], ['udp'], ['checks']]) {
      const inner = where.reduce((value, key) => (value as Record<string, unknown>)[key], shown)
      assert.deepEqual(Object.keys(inner as object).sort(), [...keysAt(where)].sort())
    }
  })

  test('README tells every code of a refusal', () => {
    const shown = tableRows(sectionOf(README, 'API')).map((cells) => cells.join(' '))
    const known = Object.entries(PROBLEMS).map(
      ([code, { status, meaning }]) => `${status} \`${code}\` ${meaning}`,
    )
    assert.deepEqual(shown.slice(1), known)
  })

  for (const { place, lines } of codeBlocks('README.md', README, 'yaml'))
    test(`failover.yaml may hold what is shown at ${place}`, () => {
      const read = configSchema.safeParse(parseYaml(lines.join('\n')))
      assert.ok(read.success, read.error?.message)
    })

  test('README tells every exit code', () => {
    const rows = tableRows(sectionOf(README, 'Command line')).map((cells) => cells.join(' '))
    for (const { code, meaning } of Object.values(EXIT))
      assert.ok(rows.includes(`${code} ${meaning}`), `README.md, Command line: ${code} ${meaning}`)
  })

  for (const { place, lines } of codeBlocks('README.md', README, 'zone'))
    test(`the zone at ${place} has neither errors nor warnings`, () => {
      const origin = nameFromText('corp.example.', ROOT)
      assert.ok('name' in origin)
      const { zone, problems } = parseZone(lines.join('\n'), {
        file: place,
        origin: origin.name,
        include: () => ({ problem: 'README includes nothing' }),
        checkKinds: CHECK_KINDS,
        timing: { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 },
      })
      assert.deepEqual(problems.map(formatProblem), [])
      assert.ok(zone !== undefined)
    })

  for (const { place, lines } of codeBlocks('README.md', README, 'sh'))
    test(`the commands at ${place} exist`, async () => {
      assert.ok(lines.length > 0)
      for (const line of lines) await assertCommand(line, place)
    })
})

describe('what README shows of other programs is accepted by them', () => {
  for (const [language, command] of Object.entries(CHECKERS))
    for (const { place, lines } of codeBlocks('README.md', README, language))
      test(`${command[0]} accepts the ${language} block at ${place}`, (context) => {
        const folder = mkdtempSync(join(tmpdir(), 'failover-readme-'))
        context.after(() => rmSync(folder, { recursive: true }))
        const file = join(folder, language)
        writeFileSync(file, `${lines.join('\n')}\n`)
        const [program, ...args] = command
        const { error, status, stdout, stderr } = spawnSync(program, [...args, file], { encoding: 'utf8' })
        if (error !== undefined && 'code' in error && error.code === 'ENOENT' && !process.env['CI'])
          context.skip('not installed')
        else assert.equal(status, 0, stdout + stderr)
      })
})

test('the code map names every file, with the sentence that the file itself begins with', () => {
  const section = sectionOf(CODE_MAP, 'Code map')
  const shown = section.split('\n').filter((line) => line.startsWith('- '))
  const expected = filesBelow('src').map(({ path, lines }) => {
    const first = lines[lines[0]?.startsWith('#!') ? 1 : 0] ?? ''
    return `- \`${path.replace(/^src\//, '')}\` ${first.replace(/^\/\/ /, '')}`
  })
  const missing = expected.filter((line) => !shown.includes(line))
  const stale = shown.filter((line) => !expected.includes(line))
  const [add, remove] = [missing.join('\n'), stale.join('\n')]
  assert.ok(add === '' && remove === '', `src/README.md, Code map\nadd:\n${add}\nremove:\n${remove}`)
  const headings = [...section.matchAll(/^### (.+\/)$/gm)].map((match) => match[1])
  const folders = new Set(expected.flatMap((line) => /^- `([^`]+\/)[^`/]+`/.exec(line)?.[1] ?? []))
  assert.deepEqual(headings.sort(), [...folders].sort(), 'src/README.md, Code map: a heading for each folder')
})

/** The table in a probe's head comment; a row without an option goes on with the row above. */
function manualOf(type: string): string[] {
  const head = readFileSync(join(ROOT_FOLDER, `src/probe/${type}.ts`), 'utf8').split('\nimport ')[0] ?? ''
  const rows: string[][] = []
  for (const cells of tableRows(head.replaceAll(/^\/\/ /gm, '').replaceAll(/ +$/gm, ''))) {
    const last = rows.at(-1)
    if (cells[0] === '' && last !== undefined) last[2] = `${last[2]} ${cells[2]}`
    else rows.push([...cells])
  }
  return rows.map((cells) => cells.map(plain).join(' | '))
}

/** The first column stands in backquotes in README, and plainly in a comment. */
function plain(cell: string, column: number): string {
  return column === 0 ? (codeIn(cell)[0] ?? cell) : cell
}

const NPM_SCRIPTS = Object.keys(manifest.scripts)
/** Commands of others, each shown because it was run. */
const OTHERS = ['sqlite3', 'dig', 'git', 'named-checkzone', 'kill']

async function assertCommand(line: string, place: string): Promise<void> {
  const words = line.split(' ')
  const [first = '', second = '', third = '', fourth = ''] = words
  if (first === 'npm') {
    const script = second === 'run' ? third : second
    assert.ok(NPM_SCRIPTS.includes(script), `${place}: ${line}: package.json has no script "${script}"`)
  } else if (first === 'npx' && second === 'failover') {
    const above = await helpOf([third])
    const help = above.includes('\nCommands:') ? await helpOf([third, fourth]) : above
    for (const option of words.filter((word) => word.startsWith('--')))
      assert.ok(help.includes(`${option} `), `${place}: ${line}: ${third} has no ${option}`)
  } else if (first === 'curl') assertRequest(line, place)
  else assert.ok(OTHERS.includes(first), `${place}: ${line}: ${first} is not a command of ours`)
}

/** What curl asks for is an operation, and its query and its body are what this one takes. */
function assertRequest(line: string, place: string): void {
  const { method, url, body } = requestOf(line)
  const operation = OPERATIONS.find(
    (one) =>
      one.method === method.toLowerCase() &&
      new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(url.pathname),
  )
  assert.ok(operation, `${place}: ${line}: there is no ${method} ${url.pathname}`)
  const query = Object.fromEntries(url.searchParams)
  if (operation.query === undefined) assert.deepEqual(query, {}, `${place}: ${line}: it takes no query`)
  else assert.ok(operation.query.safeParse(query).success, `${place}: ${line}: its query is refused`)
  if (body !== undefined)
    assert.ok(operation.body?.safeParse(body).success, `${place}: ${line}: its body is refused`)
}

async function helpOf(words: readonly string[]): Promise<string> {
  const command = words.join(' ')
  const lines: string[] = []
  const out = (line: string): void => void lines.push(line)
  const code = await runCommandLine([...words, '--help'], { width: 100, colors: false, out, err: out })
  assert.equal(code, EXIT.fine.code, `failover ${command}: there is no such command`)
  assert.match(lines.join('\n'), new RegExp(`^Usage: failover ${command}\\b`))
  return lines.join('\n')
}
