// RFC 2181: RRsets, truncation and what is authoritative.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, exampleZone, nameOf, viewOf } from '../support/ask.ts'

test('RFC 2181 §5: an RRset is answered whole, each record once', () => {
  const lines = 'www 30 A 192.0.2.1\nwww 30 A 192.0.2.2\nWWW 30 A 192.0.2.1'
  ask(lines, 'www.example.com. A').answers(
    'www.example.com. 30 A 192.0.2.1',
    'www.example.com. 30 A 192.0.2.2',
  )
})

test('RFC 2181 §5.2: the records of one RRset have one TTL, the lowest declared; other types keep theirs', () => {
  const lines = 'www 90 A 192.0.2.1\nwww 30 A 192.0.2.2\nwww 60 TXT "x"'
  ask(lines, 'www.example.com. A').answers(
    'www.example.com. 30 A 192.0.2.1',
    'www.example.com. 30 A 192.0.2.2',
  )
  ask(lines, 'www.example.com. TXT').answers('www.example.com. 60 TXT "x"')
})

test('RFC 2181 §5.2: so it is for a zone whose records were not read from a file', () => {
  const zone = exampleZone('www 90 A 192.0.2.1\nwww 90 A 192.0.2.2')
  const records = zone.records.map((record, i) => ({ ...record, ttlSeconds: 100 - i }))
  const { nodes } = viewOf({ ...zone, records })
  assert.deepEqual(
    nodes.get(nameOf('www.example.com.'))?.rrsets.map(({ ttlSeconds }) => ttlSeconds),
    [100 - records.length + 1],
  )
})

test('RFC 2181 §6.1: what is below a cut is not ours: not the glue, not by a wildcard, not as a name error', () => {
  const lines = 'sub NS ns.sub\nns.sub A 192.0.2.99\n*.sub A 192.0.2.98\n* A 192.0.2.97'
  for (const name of ['ns.sub', 'www.sub', 'x.y.sub'])
    ask(lines, `${name}.example.com. A`).rcode('NOERROR').flags('qr').section('answer', [])
})

test('RFC 2181 §9: TC is set when a part of the answer is missing, and only then', () => {
  const hosts = Array.from({ length: 13 }, (_, i) => `@ MX ${i} mail${i}\nmail${i} AAAA 2001:db8::${i}`)
  const complete = ask(hosts.join('\n'), 'example.com. MX').flags('qr aa').section('additional', [])
  assert.equal(complete.message.answer.length, 13)
  const addresses = Array.from({ length: 60 }, (_, i) => `many A 192.0.2.${i}`).join('\n')
  ask(addresses, 'many.example.com. A').flags('qr aa tc').section('answer', [])
})

test('RFC 2181 §10.1: an alias has no other data, so all types lead to its target', () => {
  const lines = 'a 10 CNAME b\nb MX 10 c\nb TXT "x"'
  for (const [type, data] of [
    ['MX', '10 c.example.com.'],
    ['TXT', '"x"'],
  ])
    ask(lines, `a.example.com. ${type}`).answers(
      'a.example.com. 10 CNAME b.example.com.',
      `b.example.com. 300 ${type} ${data}`,
    )
})
