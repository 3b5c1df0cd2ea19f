// Text that is no zone: it never throws, and takes time in proportion to its size.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { HEAD, parse, zoneOf } from './parsing.ts'

const MEGABYTE = 1_000_000
/** Some hundred times what is needed on an idle machine: what is not linear takes minutes. */
const LIMIT_MS = 30_000

const BAD: Readonly<Record<string, string>> = {
  'one label of ten megabytes': 'a'.repeat(10 * MEGABYTE),
  'one name of many labels': 'a.'.repeat(MEGABYTE),
  'one line of many fields': 'a '.repeat(MEGABYTE),
  'one quote without end': `"${'a'.repeat(2 * MEGABYTE)}`,
  'a quote on every line': '"\n'.repeat(MEGABYTE),
  'open parentheses': 'a (\n'.repeat(MEGABYTE),
  'closing parentheses': ')'.repeat(2 * MEGABYTE),
  'NUL octets': '\0'.repeat(2 * MEGABYTE),
  backslashes: '\\'.repeat(2 * MEGABYTE),
  'mistyped types': 'www AAA 10.0.0.1\n'.repeat(MEGABYTE / 4),
  'mistyped notes': ';@ prymary\n'.repeat(MEGABYTE / 2),
  'one note of many words': `;@ ${'x=y '.repeat(MEGABYTE / 2)}`,
  'one record again and again': HEAD + 'a A 10.0.0.1\n'.repeat(MEGABYTE / 4),
  'a chain of checks that ends in a loop': `${HEAD}${Array.from(
    { length: 20_000 },
    (_, i) => `;@ check c${i} all c${(i + 1) % 20_000}\n`,
  ).join('')}`,
  'too many $GENERATE lines':
    HEAD + '$GENERATE 0-999999 a$ A 10.0.0.1\n'.repeat(MEGABYTE / 10).replace('999999', '9'),
}

describe('bad input', () => {
  for (const [title, text] of Object.entries(BAD))
    test(`${title}: refused or warned of, in linear time`, () => {
      const startMs = performance.now()
      const { problems } = parse(text)
      assert.ok(problems.length > 0 && problems.length <= 101)
      assert.ok(problems.every(({ sentence }) => sentence.length < 1000))
      assert.ok(performance.now() - startMs < LIMIT_MS)
    })

  test('no text whatever makes it throw, and there is a zone exactly when there is no error', () => {
    const word = fc.constantFrom(
      ...[
        'a',
        '@',
        '*',
        'SOA',
        'A',
        'MX',
        'TXT',
        'CNAME',
        'NS',
        '10.0.0.1',
        '10',
        '1h',
        'IN',
        '"x y"',
        '"',
        '(',
        ')',
      ],
      ...[
        '\\',
        '\\065',
        ';',
        ';@',
        'check',
        'pool',
        'all',
        'check=a',
        'follow',
        'for=10.0.0.0/8',
        'tcp',
        '\n',
        '\n ',
        '\t',
      ],
      ...[
        '$ORIGIN',
        '$TTL',
        '$INCLUDE',
        '$GENERATE',
        '1-3',
        '$',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: $GENERATE has this syntax of its own
        '${1,2,n}',
        '\0',
        'é',
        '\r\n',
        'sub',
        'DNAME',
      ],
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), fc.boolean(), (words, whole) => {
        const text = `${whole ? HEAD : ''}${words.join(' ')}`
        const { zone, problems } = parse(text, { files: { a: text } })
        assert.equal(
          zone !== undefined,
          problems.every(({ severity }) => severity === 'warning'),
        )
      }),
      { numRuns: 2000 },
    )
  })

  test('a hundred thousand records are read in no more than linear time', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `host-${i} A 10.0.0.1\n`).join('')
    const startMs = performance.now()
    assert.equal(zoneOf(HEAD + lines).records.length, 100_003)
    assert.ok(performance.now() - startMs < LIMIT_MS)
  })
})
