import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SipHash } from '../../src/answer/siphash.ts'

function viewOf(octets: readonly number[]): DataView {
  return new DataView(Uint8Array.from(octets).buffer)
}

test('SipHash-2-4 gives the vectors of its paper', () => {
  const key = viewOf(Array.from({ length: 16 }, (_, i) => i))
  const hasher = new SipHash()
  const expected = {
    0: '310e0edd47db6f72',
    1: 'fd67dc93c539f874',
    15: 'e545be4961ca29a1',
    8: '6224939a79f5f593',
  }
  for (const [length, result] of Object.entries(expected)) {
    hasher.hash(viewOf(Array.from({ length: Number(length) }, (_, i) => i)), Number(length), key)
    assert.equal(Buffer.from(hasher.result).toString('hex'), result, `${length} octets`)
  }
})
