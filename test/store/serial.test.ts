import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { addToSerial, isSerialGreater } from '../../src/dns/serial.ts'
import { nextSerial } from '../../src/store/serial.ts'

const serial = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
)

describe('the published serial', () => {
  test('a zone that was never published has the serial of its file', () => {
    assert.equal(nextSerial(undefined, 2026112301, true), 2026112301)
  })

  test('a change of content raises it by one when the file still says the old serial', () => {
    assert.equal(nextSerial(7, 7, true), 8)
    assert.equal(nextSerial(7, 1, true), 8)
  })

  test('it follows the file as soon as the file is ahead', () => {
    assert.equal(nextSerial(7, 2026112301, true), 2026112301)
    assert.equal(nextSerial(7, 9, false), 9)
  })

  test('without a change it stays, also when the file falls behind', () => {
    assert.equal(nextSerial(9, 9, false), 9)
    assert.equal(nextSerial(9, 3, false), 9)
  })

  test('RFC 1982 §3.1: adding wraps from 4294967295 to 0', () => {
    assert.equal(addToSerial(0xffff_ffff, 1), 0)
    assert.equal(nextSerial(0xffff_ffff, 5, false), 5)
    assert.equal(nextSerial(0xffff_ffff, 0xffff_ffff, true), 0)
  })

  test('RFC 1982 §3.2: of two serials the one ahead by less than 2^31 is greater', () => {
    assert.ok(isSerialGreater(1, 0))
    assert.ok(isSerialGreater(0, 0xffff_ffff))
    assert.ok(isSerialGreater(0x7fff_ffff, 0))
    assert.ok(!isSerialGreater(0x8000_0000, 0))
    assert.ok(!isSerialGreater(0, 0x8000_0000))
    assert.ok(!isSerialGreater(3, 3))
  })

  test('whatever the file says, a change of content makes it greater and nothing makes it smaller', () => {
    fc.assert(
      fc.property(serial, serial, fc.boolean(), (previous, fileSerial, changed) => {
        const next = nextSerial(previous, fileSerial, changed)
        assert.ok(isSerialGreater(next, previous) || (!changed && next === previous))
      }),
    )
  })
})
