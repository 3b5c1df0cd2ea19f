import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compilePattern, type Pattern } from '../../../src/probe/pattern/search.ts'

function compiled(text: string): Pattern {
  const pattern = compilePattern(text)
  assert.ok('search' in pattern, JSON.stringify(pattern))
  return pattern
}

function finds(pattern: Pattern, ...chunks: readonly (string | Buffer)[]): boolean {
  const search = pattern.search()
  return chunks.some((chunk) => search.add(Buffer.from(chunk)) === 'found') || search.end()
}

describe('what a pattern finds', () => {
  const cases: readonly (readonly [pattern: string, found: readonly string[], not: readonly string[]])[] = [
    ['ready', ['all ready!'], ['Ready', 'read']],
    ['(?i)ready', ['ALL READY'], ['read y']],
    ['^ready$', ['ready'], ['ready\n', 'already']],
    ['"status":\\s*"(up|ok)"', ['{"status": "up"}', '{"status":"ok"}'], ['{"status":"down"}']],
    ['{"a":1}', ['[{"a":1}]'], ['{"a":2}']],
    ['load [0-4]\\.\\d{2}', ['load 3.14'], ['load 5.00', 'load 3.1']],
    ['^[^<]+$', ['all is fine'], ['a <b>', '']],
    ['a.c', ['abc', 'a\xe9c'], ['a\nc', 'ac']],
    ['gr(ö|oe)ße{2,}', ['größee'], ['größe']],
    ['\\x00\\xff', [], ['\\x00']],
    ['(?:ab)*c|^$', ['ababc', ''], ['ab']],
    ['a{2,3}b', ['aab', 'aaaab'], ['ab']],
    ['[\\]\\-\\d]x', [']x', '-x', '7x'], ['ax']],
  ]
  for (const [text, found, not] of cases)
    test(`${text}`, () => {
      const pattern = compiled(text)
      for (const body of found)
        assert.ok(finds(pattern, Buffer.from(body, 'latin1')) || finds(pattern, body), body)
      for (const body of not) assert.ok(!finds(pattern, body), body)
    })

  test('octets that are no text, by their numbers', () => {
    assert.ok(finds(compiled('\\x00\\xff'), Buffer.of(1, 0, 255)))
  })

  test('a text that comes in pieces', () => {
    assert.ok(finds(compiled('all (is )?ready$'), 'a', 'll is', '', ' read', 'y'))
  })

  test('it is the same for every body, whatever the bodies before were', () => {
    const pattern = compiled('^a.*b$')
    assert.deepEqual(
      ['ab', 'xab', 'ab', 'abx', 'aab'].map((body) => finds(pattern, body)),
      [true, false, true, false, true],
    )
  })
})

describe('what a pattern is, JavaScript finds too', () => {
  const atom = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\W', '\\d', '\\n', '^', '$')
  const { pattern } = fc.letrec<{ pattern: string; part: string; repeated: string }>((tie) => ({
    pattern: fc
      .array(fc.array(tie('part'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
      .map((choices) => choices.map((parts) => parts.join('')).join('|')),
    part: fc.oneof({ maxDepth: 2 }, atom, tie('repeated')),
    repeated: fc
      .tuple(
        fc.oneof(
          tie('pattern').map((inner) => `(${inner})`),
          fc.constantFrom('a', '[bc]', '.'),
        ),
        fc.constantFrom('', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?'),
      )
      .map((parts) => parts.join('')),
  }))
  const body = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', '0'), maxLength: 8 })

  test('for patterns and bodies of every kind, in pieces', () => {
    fc.assert(
      fc.property(pattern, body, body, (text, first, second) => {
        const ours = compilePattern(text)
        if ('problem' in ours) {
          fc.pre(!/^has (too much|more than)/.test(ours.problem))
          assert.match(ours.problem, /^fits every text/)
          return assert.ok(new RegExp(text).test(''))
        }
        assert.equal(finds(ours, first, second), new RegExp(text).test(first + second))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('the work is bounded', () => {
  /** The letters a and b in an order that does not repeat itself. */
  const mixed = Buffer.alloc(65_536)
  let seed = 1
  for (let at = 0; at < mixed.length; at++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    mixed[at] = 0x61 + ((seed >>> 16) & 1)
  }

  for (const text of ['(a+)+$', '(a|a)*c', '(.*)*(.*)*(.*)*c', '^(([a-z])+.)+[A-Z]([a-z])+$'])
    test(`${text} takes each octet once, where going back would take for ever`, () => {
      const search = compiled(text).search()
      assert.equal(search.add(mixed), 'searching')
    })

  test('a pattern that would have to remember too much is given up', () => {
    const search = compiled('a[ab]{40}c').search()
    assert.equal(search.add(mixed), 'too-costly')
  })

  test('a pattern with more states than can be kept still finds, over many bodies', () => {
    const pattern = compiled('a[ab]{12}c')
    for (let at = 0; at < 60_000; at += 200) {
      const part = mixed.toString('latin1', at, at + 200)
      assert.equal(finds(pattern, part), false)
      assert.equal(finds(pattern, part, 'aaaaaaaaaaaaac'), true)
    }
  })
})

describe('what is refused', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['a(b', /^has a \( without its \), at character 2$/],
    ['ab)', /^has a \) without its \(, at character 3$/],
    ['[ab', /^has a \[ without its \], at character 1$/],
    ['[]', /^has an empty \[ \]/],
    ['[z-a]', /^has a range that is none/],
    ['[\\d-z]', /^has a range that is none/],
    ['[ä]', /^has other than ASCII characters in \[ \]/],
    ['*a', /^has nothing to repeat, at character 1$/],
    ['a**', /^has nothing to repeat, at character 3$/],
    ['^+', /^has nothing to repeat/],
    ['a{1000}', /^has a { } that repeats nothing, or more than 999 times, at character 2$/],
    ['{2}', /^has a { } that repeats nothing/],
    [`${'('.repeat(128)}a${')'.repeat(127)}`, /^has a \( without its \)/],
    ['a{3,2}', /^has a repetition whose bounds are the wrong way round/],
    ['(?=a)', /^has a \(\? of another kind/],
    ['(a)\\1', /^has an escape that is not known here, \\1/],
    ['\\bup\\b', /^has an escape that is not known here, \\b/],
    ['up\\', /^has an escape that is not known here/],
    ['(a{100}){100}', /^has too much in it/],
    ['((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){999}', /^has too much in it/],
    ['x*', /^fits every text, the empty one too$/],
    ['up|', /^fits every text/],
    ['x'.repeat(257), /^has more than 256 characters$/],
  ]
  for (const [text, problem] of cases)
    test(`${text.slice(0, 60)}: ${problem.source}`, () => {
      const pattern = compilePattern(text)
      assert.match('problem' in pattern ? pattern.problem : 'accepted', problem)
    })
})
