// The sample zones, and $GENERATE, against BIND's own tools.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { PROBES } from '../../src/probe/index.ts'
import type { CheckKind } from '../../src/zone/check-kind.ts'
import { printZone } from '../../src/zone/print.ts'
import { HEAD, name, zoneOf } from './parsing.ts'

const FOLDER = new URL('../../zones/', import.meta.url).pathname
const ORIGINS = ['corp.example', '0.0.127.in-addr.arpa']

const KINDS: ReadonlyMap<string, CheckKind> = new Map(
  PROBES.map(({ type, optionNames, configure }) => [
    type,
    {
      optionNames,
      validate: (options) => {
        const configured = configure(options)
        return configured.ok ? [] : configured.problems
      },
    },
  ]),
)

/** Undefined, and the test skipped, when BIND's tools are not there; in CI they must be. */
function run(context: TestContext, program: string, args: readonly string[]): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error !== undefined && process.env['CI'] === undefined) {
    context.skip(`${program} is not installed`)
    return undefined
  }
  assert.equal(error, undefined)
  assert.equal(status, 0, `${stdout}${stderr}`)
  return stdout
}

function compiled(context: TestContext, origin: string, file: string): string | undefined {
  return run(context, 'named-compilezone', ['-i', 'none', '-q', '-s', 'full', '-o', '-', origin, file])
}

function sample(origin: string) {
  const file = join(FOLDER, `${origin}.zone`)
  return zoneOf(readFileSync(file, 'utf8'), { file, origin: name(`${origin}.`), kinds: KINDS })
}

describe('sample zones', () => {
  for (const origin of ORIGINS) {
    const file = join(FOLDER, `${origin}.zone`)

    test(`${origin} has no problem`, () => {
      assert.ok(sample(origin).records.length > 10)
    })

    test(`${origin} passes named-checkzone`, (context) => {
      run(context, 'named-checkzone', [origin, file])
    })

    test(`${origin} prints as named-compilezone -s full prints it`, (context) => {
      const theirs = compiled(context, origin, file)
      if (theirs !== undefined) assert.equal(printZone(sample(origin)), theirs)
    })
  }

  test('the company of the sample leaves nothing at the mercy of one server', () => {
    const noted = sample('corp.example').records.filter(({ note }) => note !== undefined)
    assert.ok(noted.length > 20)
  })

  test('$GENERATE makes what it makes with BIND, in every base', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'failover-zone-'))
    try {
      const bases = ['d', 'o', 'x', 'X', 'n', 'N']
      const modifiers = bases.flatMap((base) =>
        [0, 1, 2, 3, 5, 6, 8].map((width) => `\${3,${width},${base}}`),
      )
      const lines = modifiers.map((one, i) => `$GENERATE 0-300/47 g${i}.${one}x A 10.0.0.1`)
      const text = `${HEAD}${lines.join('\n')}\n$GENERATE 1-2 $.txt TXT "a$ b\\$"\n$GENERATE 9-11 \${-9} PTR h\${0,3}\n`
      const file = join(folder, 'g.zone')
      writeFileSync(file, text)
      const theirs = compiled(context, 'corp.example', file)
      if (theirs !== undefined) assert.equal(printZone(zoneOf(text)), theirs)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
