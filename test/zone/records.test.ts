// Lines of a zone file to records.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { added, HEAD, name, parse, problemsOf, recordOf, zoneOf } from './parsing.ts'

describe('records', () => {
  test('RFC 1035 §5.1: owner, TTL and class may be left out, TTL and class stand in either order', () => {
    const lines = [
      'www 60 IN A 10.0.0.1',
      'www IN 60 A 10.0.0.2',
      'www in a 10.0.0.3',
      '    1m A 10.0.0.4',
      '\tA 10.0.0.5',
    ]
    const { records } = parse(HEAD + lines.join('\n')).zone ?? { records: [] }
    assert.deepEqual(
      records.slice(3).map(({ owner, ttlSeconds }) => [owner, ttlSeconds]),
      lines.map(() => [name('www.corp.example.'), 60]),
    )
  })

  test('RFC 1035 §5.1: a name without a dot at its end is relative to the origin, @ is the origin', () => {
    assert.equal(
      added('@ A 10.0.0.1\na.b A 10.0.0.2\nc.corp.example. A 10.0.0.3\nd MX 10 @\nCORP.example. A 10.0.0.4'),
      [
        'corp.example. 300 IN A 10.0.0.1',
        'corp.example. 300 IN A 10.0.0.4',
        'a.b.corp.example. 300 IN A 10.0.0.2',
        'c.corp.example. 300 IN A 10.0.0.3',
        'd.corp.example. 300 IN MX 10 corp.example.',
        '',
      ].join('\n'),
    )
  })

  test('owners keep their case and any octet', () => {
    assert.equal(
      recordOf('Www\\.a\\032b A 10.0.0.1').owner,
      '\x09Www.a b\x04corp\x07example\0'.replace('\x09Www.a b', '\x07Www.a b'),
    )
  })

  test('RFC 2308 §4: $TTL holds from where it stands, in units too', () => {
    assert.equal(
      added('a A 10.0.0.1\n$TTL 1h30m\nb A 10.0.0.1\nc 1d A 10.0.0.1'),
      'a.corp.example. 300 IN A 10.0.0.1\nb.corp.example. 5400 IN A 10.0.0.1\nc.corp.example. 86400 IN A 10.0.0.1\n',
    )
  })

  test('without $TTL a record has the TTL of the one before, with a warning', () => {
    const text = '@ 60 SOA ns1 h 1 1h 15m 1w 30s\n NS ns1\nns1 A 10.0.0.1\nb 5 A 10.0.0.1\nc A 10.0.0.1\n'
    const { zone, problems } = parse(text)
    assert.deepEqual(
      zone?.records.map(({ ttlSeconds }) => ttlSeconds),
      [60, 60, 60, 5, 5],
    )
    assert.deepEqual(
      problems.map(({ code, place }) => [code, place.line]),
      [['ttl-from-previous', 2]],
    )
  })

  test('without any TTL the minimum of the SOA stands in, with a warning', () => {
    const { zone, problems } = parse('@ SOA ns1 h 1 1h 15m 1w 30s\n NS ns1\nns1 A 10.0.0.1\n')
    assert.deepEqual(
      zone?.records.map(({ ttlSeconds }) => ttlSeconds),
      [30, 30, 30],
    )
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['ttl-from-soa'],
    )
  })

  test('RFC 3597 §5: any type and any data can be written by number', () => {
    assert.equal(
      added('a TYPE65400 \\# 2 abcd\nb CLASS1 TYPE1 \\# 4 0A000001\nc A \\# 4 0a000002').toLowerCase(),
      'a.corp.example. 300 in type65400 \\# 2 abcd\nb.corp.example. 300 in a 10.0.0.1\nc.corp.example. 300 in a 10.0.0.2\n',
    )
  })

  test('the SOA comes first wherever it stands', () => {
    const zone = zoneOf('$TTL 60\nns1 A 10.0.0.1\n@ NS ns1\n@ SOA ns1 h 1 1h 15m 1w 30s\n')
    assert.deepEqual(
      zone.records.map(({ type }) => type),
      [6, 1, 2],
    )
  })

  test('RFC 1035 §5.2: the owner of the SOA is the origin, case-folded', () => {
    const text = 'Other.Example. 60 SOA a.b. c.d. 1 1h 15m 1w 30s\nOther.Example. 60 NS a.b.\n'
    assert.equal(zoneOf(text).origin, name('other.example.'))
    const old = '$ORIGIN example.\nother 60 SOA a.b. c.d. 1 1h 15m 1w 30s\n 60 NS a.b.\n'
    assert.equal(zoneOf(old).origin, name('other.example.'))
  })

  test('RFC 2181 §5.2: where the TTLs of an RRset differ the lowest is used for all', () => {
    const { zone, problems } = parse(`${HEAD}a 60 A 10.0.0.1\na 30 A 10.0.0.2\na 5 TXT x\n`)
    assert.deepEqual(
      zone?.records.slice(3).map(({ ttlSeconds }) => ttlSeconds),
      [30, 30, 5],
    )
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['ttl-differs'],
    )
  })

  test('RFC 2181 §5: a record that stands there twice is dropped once; names in its data compare without case', () => {
    const { zone, problems } = parse(`${HEAD}a MX 10 ns1\nA MX 10 NS1\n`)
    assert.equal(zone?.records.length, 4)
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['duplicate-record'],
    )
  })

  test('a record says where it was declared', () => {
    assert.deepEqual(recordOf('\n  \n@ \tA 10.0.0.1').place, { file: 'z', line: 7, column: 1 })
  })

  test('all problems of a file come at once, in their order', () => {
    assert.deepEqual(
      problemsOf(`${HEAD}a AAA 1\nb A 10.0.0\nc 5x A 10.0.0.1\n;@ chekc x tcp\n`).map(
        (line) => line.split(' ')[0],
      ),
      ['z:5:3:', 'z:6:5:', 'z:7:3:', 'z:8:4:'],
    )
  })

  test('of many problems a hundred are shown, errors before warnings, and the others are counted', () => {
    const lines = 'a A 1\n'.repeat(500)
    const { zone, problems } = parse(`${HEAD}ns1 A 10.0.0.53\n${lines}`)
    assert.equal(zone, undefined)
    assert.equal(problems.length, 101)
    assert.equal(problems[0]?.code, 'bad-data')
    assert.equal(problems.at(-1)?.sentence, 'and 401 more; correct these first')
  })
})
