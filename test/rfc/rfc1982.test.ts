// RFC 1982: serial numbers that wrap.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewZone } from '../../src/answer/zone-view.ts'
import { octets32 } from '../../src/dns/octets.ts'
import { addToSerial, isSerialGreater } from '../../src/dns/serial.ts'
import { askWith, exampleZone, responderFor } from '../support/ask.ts'

test('RFC 1982 §3: the serial that is published stands in every SOA of the zone, whatever the file says', () => {
  const view = viewZone(exampleZone('www A 192.0.2.1'), octets32(4_000_000_001))
  const catalog = {
    zones: new Map([[view.origin, view]]),
    publicationOf: () => assert.fail('there is no pool'),
  }
  const responder = responderFor(catalog)
  const data = 'ns1.example.com. hostmaster.example.com. 4000000001 3600 900 604800 60'
  askWith(responder, 'example.com. SOA').answers(`example.com. 300 SOA ${data}`)
  askWith(responder, 'www.example.com. TXT').section('authority', [`example.com. 60 SOA ${data}`])
  askWith(responder, 'nope.example.com. A').section('authority', [`example.com. 60 SOA ${data}`])
})

test('RFC 1982 §3.1: addition wraps', () => {
  assert.equal(addToSerial(41, 1), 42)
  assert.equal(addToSerial(0xffff_ffff, 1), 0)
})

test('RFC 1982 §3.2: what is ahead by less than half of the circle is newer', () => {
  const newer: readonly (readonly [a: number, b: number, isNewer: boolean])[] = [
    [1, 1, false],
    [2, 1, true],
    [0, 0xffff_ffff, true],
    [0xffff_ffff, 0, false],
    [0x7fff_ffff, 0, true],
    [0x8000_0001, 0, false],
    [0x8000_0000, 0, false],
    [0, 0x8000_0000, false],
  ]
  for (const [a, b, isNewer] of newer) assert.equal(isSerialGreater(a, b), isNewer, `${a} ${b}`)
})
