import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { excerptOf, groupAt, groupsOf, type TextGroups } from '../../src/zone/text-groups.ts'

function cut(text: string): TextGroups {
  const groups = groupsOf(Buffer.from(text))
  assert.ok(groups !== undefined, `cannot be cut: ${text}`)
  return groups
}

/** The groups as text, special ones behind an exclamation mark. */
function shown(text: string): string[] {
  const { starts, special, count } = cut(text)
  return Array.from({ length: count }, (_, group) => {
    const mark = special[group] === 1 ? '!' : ''
    return mark + text.slice(starts[group], starts[group + 1])
  })
}

describe('the text of a zone in groups', () => {
  test('a record whose data holds no name is plain, with TTL and class in any order', () => {
    const lines = [
      'a A 192.0.2.1\n',
      'b 60 IN AAAA ::1\n',
      'c in 1h txt "a ; b" (c)\n',
      'd\tA\t192.0.2.1 ; why\n',
    ]
    assert.deepEqual(shown(lines.join('')), ['!', lines[0], lines[1], `!${lines[2]}`, lines[3]])
  })

  test('a group goes on with the lines that have no owner, and is special when one of them is', () => {
    assert.deepEqual(shown('a A 192.0.2.1\n  TXT x\n\nb A 192.0.2.1\n\tMX 10 a\n'), [
      '!',
      'a A 192.0.2.1\n  TXT x\n\n',
      '!b A 192.0.2.1\n\tMX 10 a\n',
    ])
  })

  test('other types, notes and what looks like one, wildcards, the apex and escaped names are special', () => {
    for (const line of [
      'a CNAME b',
      'a A 192.0.2.1 ;@ check=c',
      'a A 192.0.2.1 ; @primary',
      '*.a A 192.0.2.1',
      '@ A 192.0.2.1',
      '\\097 A 192.0.2.1',
      'a A (192.0.2.1)',
      'a TYPE1 \\# 4 c0000201',
      '$TTL 60',
    ])
      assert.deepEqual(shown(`${line}\n`), ['!', `!${line}\n`], line)
  })

  test('parentheses carry an entry over lines, and what stands between quotes opens none', () => {
    const text = 'a TXT "("\nb SOA ns h (\n 1 2 ; a ) in a comment\n3 4 5 )\nc A 192.0.2.1\n'
    assert.deepEqual(shown(text), [
      '!',
      'a TXT "("\n',
      '!b SOA ns h (\n 1 2 ; a ) in a comment\n3 4 5 )\n',
      'c A 192.0.2.1\n',
    ])
    assert.equal(cut(text).soa, 2)
  })

  test('a text that includes, generates, changes its origin later or is not well formed cannot be cut', () => {
    for (const text of [
      '$INCLUDE other',
      '$GENERATE 1-2 a$ A 192.0.2.$',
      'a A 192.0.2.1\n$ORIGIN b\n',
      ' A 192.0.2.1\n',
      '$TTL 60\n A 192.0.2.1\n',
      'a TXT "open\n',
      'a A ( 192.0.2.1\n',
      'a A 192.0.2.1 )\n',
    ])
      assert.equal(groupsOf(Buffer.from(text)), undefined, text)
  })

  test('an excerpt holds what is special and what was asked for, every line where it was', () => {
    const text = '$TTL 60\na A 192.0.2.1\nb A 192.0.2.2\n TXT x\nc MX 10 a\nB A 192.0.2.3\nd A 192.0.2.4\n'
    const excerpt = excerptOf(cut(text), new Set(['b']))
    assert.equal(excerpt, '$TTL 60\n\nb A 192.0.2.2\n TXT x\nc MX 10 a\nB A 192.0.2.3\n')
  })

  test('the group of an octet is found', () => {
    const groups = cut('; head\na A 192.0.2.1\nb A 192.0.2.2\n')
    assert.deepEqual(
      [0, 6, 7, 20, 21, 100].map((at) => groupAt(groups, at)),
      [0, 0, 1, 1, 2, 2],
    )
  })
})
