// $ORIGIN, $TTL, $INCLUDE and $GENERATE.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TYPE } from '../../src/dns/type.ts'
import { MAX_INCLUDE_DEPTH } from '../../src/zone/include.ts'
import { added, HEAD, parse, problemsOf, zoneOf } from './parsing.ts'

describe('directives', () => {
  test('RFC 1035 §5.1: $ORIGIN changes what relative names are relative to, itself relative to the origin before', () => {
    assert.equal(
      added('$ORIGIN dev\na A 10.0.0.1\n$origin prod.corp.example.\na A 10.0.0.2\n'),
      'a.dev.corp.example. 300 IN A 10.0.0.1\na.prod.corp.example. 300 IN A 10.0.0.2\n',
    )
  })

  test('RFC 1035 §5.1: an included file may have an origin of its own; afterwards origin and owner are as before', () => {
    const files = { sub: ' A 10.0.0.2\nx A 10.0.0.3\n$ORIGIN y\nz A 10.0.0.4\n' }
    assert.equal(
      added('a A 10.0.0.1\n$INCLUDE sub deep\n A 10.0.0.5\n', { files }),
      [
        'a.corp.example. 300 IN A 10.0.0.1',
        'a.corp.example. 300 IN A 10.0.0.2',
        'a.corp.example. 300 IN A 10.0.0.5',
        'x.deep.corp.example. 300 IN A 10.0.0.3',
        'z.y.deep.corp.example. 300 IN A 10.0.0.4',
        '',
      ].join('\n'),
    )
  })

  test('records of an included file have their place in it', () => {
    const zone = zoneOf(`${HEAD}$INCLUDE sub\n`, { files: { sub: '\nx A 10.0.0.3\n' } })
    assert.deepEqual(zone.records.at(-1)?.place, { file: 'sub', line: 2, column: 1 })
  })

  test('a file that includes itself is reported once, with the whole loop', () => {
    const files = { a: '$INCLUDE b\n', b: '$INCLUDE a\n' }
    const problems = problemsOf(`${HEAD}$INCLUDE a\n`, { files })
    assert.equal(problems.length, 1)
    assert.match(problems[0] ?? '', /^b:1:1: include-loop: z includes a includes b includes a: /)
  })

  test('files may be included ten deep', () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`f${i}`, i < 19 ? `$INCLUDE f${i + 1}\n` : '\n']),
    )
    const problems = problemsOf(`${HEAD}$INCLUDE f${20 - MAX_INCLUDE_DEPTH}\n`, { files })
    assert.deepEqual(problems, [])
    assert.match(problemsOf(`${HEAD}$INCLUDE f0\n`, { files }).join(), /^f9:1:1: include-limit: /)
  })

  test('files that fan out are bounded too', () => {
    const files = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`f${i}`, `$INCLUDE f${i + 1}\n`.repeat(9)]),
    )
    const codes = parse(`${HEAD}$INCLUDE f0\n`, { files: { ...files, f9: '\n' } }).problems.map(
      ({ code }) => code,
    )
    assert.ok(codes.length > 0 && codes.every((code) => code === 'include-limit'))
  })

  test('$GENERATE writes a record for each number of its range', () => {
    assert.equal(
      added('$GENERATE 2-6/2 host-$ 60 A 10.0.$.1\n'),
      'host-2.corp.example. 60 IN A 10.0.2.1\nhost-4.corp.example. 60 IN A 10.0.4.1\nhost-6.corp.example. 60 IN A 10.0.6.1\n',
    )
  })

  test('$GENERATE knows offset, width and base, and a dollar sign that is none', () => {
    assert.equal(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: $GENERATE has this syntax of its own
      added('$GENERATE 10-10 ${-3,3}.${0,4,x}.${5,0,X}.${0,0,o} TXT $$1-\\$-$\n'),
      '007.000a.F.12.corp.example. 300 IN TXT "$1-$-10"\n',
    )
  })

  test('$GENERATE with a quoted data field has blanks in it, as with BIND', () => {
    assert.equal(added('$GENERATE 1-1 a MX "$ ns1"\n'), 'a.corp.example. 300 IN MX 1 ns1.corp.example.\n')
  })

  test('a quote within the quoted data of $GENERATE is written \\" and quotes the data itself, as with BIND', () => {
    assert.equal(
      added('$GENERATE 1-1 a TXT "\\"b $\\""\n$GENERATE 1-1 c TXT "d $"\n'),
      'a.corp.example. 300 IN TXT "b 1"\nc.corp.example. 300 IN TXT "d" "1"\n',
    )
  })

  test('$GENERATE takes one field of data, as with BIND', () => {
    const expected = [
      'z:5:1: generate-syntax: behind the type stands one field, the data; put quotes around data with blanks, such as MX "10 mail$"',
    ]
    for (const line of ['1-1 a MX 10 ns1', '1-1 a TXT b $', '1-1 A A A 10.0.0.1 x'])
      assert.deepEqual(problemsOf(`${HEAD}$GENERATE ${line}\n`), expected)
  })

  test('the owner before $GENERATE is the owner behind it', () => {
    assert.equal(
      added('a A 10.0.0.1\n$GENERATE 1-1 b A 10.0.0.$\n TXT c\n'),
      'a.corp.example. 300 IN A 10.0.0.1\na.corp.example. 300 IN TXT "c"\nb.corp.example. 300 IN A 10.0.0.1\n',
    )
  })

  test('only the file of $INCLUDE and the data of $GENERATE may stand between quotes', () => {
    const files = { p: '' }
    assert.deepEqual(problemsOf(`${HEAD}$INCLUDE "p"\n$GENERATE 1-1 b A "10.0.0.$"\n`, { files }), [])
    for (const line of ['$ORIGIN "a"', '$TTL "1h"', '$INCLUDE p "a"', '$GENERATE 1-1 "b" A 10.0.0.$'])
      assert.match(
        problemsOf(`${HEAD}${line}\n`, { files }).join(),
        / takes "[^"]+" without its quotes; write /,
      )
  })

  test('the note behind $GENERATE is the note of each record that it makes, placed at its line', () => {
    const zone = zoneOf(`${HEAD};@ check c tcp port=1\n$GENERATE 1-3 a A 10.0.0.$ ;@ check=c\n`)
    const made = zone.records.filter(({ type, note }) => type === TYPE.A && note !== undefined)
    assert.deepEqual(
      made.map(({ note, place }) => [note?.checks, place.line]),
      [1, 2, 3].map(() => [['c'], 6]),
    )
  })
})
