// Names between text and octets, and what is computed from them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  compareNames,
  foldCase,
  isWildcard,
  isWithin,
  labelCount,
  labelsOf,
  nameFromText,
  nameToText,
  parentOf,
  prepend,
  ROOT,
  wildcardBelow,
} from '../../src/dns/name.ts'
import { OPCODE, RCODE, rcodeToText } from '../../src/dns/rcode.ts'
import { recordToText } from '../../src/dns/record-text.ts'
import { classFromText, TYPE } from '../../src/dns/type.ts'
import { anyName } from './generate.ts'
import { fromHex, nameOf } from './names.ts'

function problemOf(text: string): string {
  const result = nameFromText(text, ROOT)
  return 'problem' in result ? result.problem : ''
}

test('RFC 1035 §3.1: a name is labels with their lengths, the root last', () => {
  assert.equal(nameOf('www.ex.'), fromHex('03777777 026578 00'))
  assert.deepEqual(labelsOf(nameOf('www.ex.')), ['www', 'ex'])
  assert.equal(labelCount(nameOf('www.ex.')), 2)
  assert.equal(parentOf(nameOf('www.ex.')), nameOf('ex.'))
  assert.equal(parentOf(ROOT), ROOT)
  assert.equal(prepend('a', ROOT), nameOf('a.'))
})

test('RFC 1035 §5.1: @ is the origin, and a name without a dot at its end is below it', () => {
  assert.deepEqual(nameFromText('@', nameOf('ex.')), { name: nameOf('ex.') })
  assert.deepEqual(nameFromText('a.b', nameOf('ex.')), { name: nameOf('a.b.ex.') })
  assert.deepEqual(nameFromText('a.', nameOf('ex.')), { name: nameOf('a.') })
  assert.deepEqual(nameFromText('.', nameOf('ex.')), { name: ROOT })
})

test('RFC 1035 §5.1: a dot that is escaped belongs to its label', () => {
  assert.equal(nameOf('a\\.b\\046c.'), fromHex('05612E622E63 00'))
  assert.equal(nameToText(nameOf('a\\.b\\046c.')), 'a\\.b\\.c.')
  assert.match(problemOf('a\\300.'), /bad escape/)
  assert.match(problemOf('a\\'), /bad escape/)
})

test('RFC 1035 §2.3.4: a label has 63 octets at most, a name 255', () => {
  const label = 'x'.repeat(63)
  assert.equal(nameOf(`${label}.${label}.${label}.${'x'.repeat(61)}.`).length, 255)
  assert.match(problemOf(`${label}.${label}.${label}.${'x'.repeat(62)}.`), /has 256 octets/)
  assert.match(problemOf(`${label}x.`), /has 64 octets/)
  assert.match(problemOf('a..b'), /cannot be empty/)
  assert.match(problemOf('é.'), /only ASCII/)
})

test('names of any octets are printed and read back', () => {
  fc.assert(fc.property(anyName, (name) => nameOf(nameToText(name)) === name))
})

test('RFC 4592 §2.1.1: a wildcard begins with a label of one asterisk', () => {
  assert.ok(isWildcard(wildcardBelow(nameOf('ex.'))))
  assert.ok(isWildcard(nameOf('\\042.ex.')))
  assert.ok(!isWildcard(nameOf('**.ex.')) && !isWildcard(nameOf('a.*.ex.')))
})

test('a name is within another when its last labels are those of the other', () => {
  assert.ok(isWithin(nameOf('a.ex.'), nameOf('ex.')) && isWithin(nameOf('ex.'), nameOf('ex.')))
  assert.ok(isWithin(nameOf('ex.'), ROOT))
  assert.ok(!isWithin(nameOf('aex.'), nameOf('ex.')) && !isWithin(nameOf('ex.'), nameOf('a.ex.')))
  assert.ok(!isWithin(nameOf('a\\002ex.'), nameOf('ex.')), 'octets of a label are not taken for a label')
})

test('RFC 4034 §6.1: names are ordered by their labels from the right', () => {
  const sorted = [
    'example.',
    'a.example.',
    'yljkjljk.a.example.',
    'z.a.example.',
    'zabc.a.example.',
    'z.example.',
    '\\001.z.example.',
    '*.z.example.',
    '\\200.z.example.',
  ].map(nameOf)
  assert.deepEqual([...sorted].reverse().sort(compareNames), sorted)
  fc.assert(
    fc.property(anyName, anyName, (a, b) => Math.sign(compareNames(a, b)) === -Math.sign(compareNames(b, a))),
  )
  assert.equal(compareNames(foldCase(nameOf('A.')), nameOf('a.')), 0)
})

test('RFC 1035 §3.2.1: a record is a line of owner, TTL, class, type and data', () => {
  const record = {
    owner: nameOf('www.example.com.'),
    type: TYPE.A,
    ttlSeconds: 30,
    rdata: fromHex('C0000201'),
  }
  assert.equal(recordToText(record), 'www.example.com.\t30\tIN\tA\t192.0.2.1')
})

test('RFC 2136 §2.2, RFC 6891 §9: codes have names', () => {
  assert.equal(rcodeToText(RCODE.BADVERS), 'BADVERS')
  assert.equal(rcodeToText(11), 'RCODE11')
  assert.equal(OPCODE.UPDATE, 5)
})

test('RFC 3597 §5: a class without a mnemonic is written CLASS and its number', () => {
  assert.equal(classFromText('in'), 1)
  assert.equal(classFromText('CLASS32'), 32)
  for (const text of ['CLASS', 'CLASS65536', 'toString', 'A']) assert.equal(classFromText(text), undefined)
})
