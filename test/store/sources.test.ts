import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Store } from '../../src/store/store.ts'
import { open, temporaryPath, writeZone, zone } from './temporary.ts'

const ORIGIN = 'corp.example.'
const LINES = ['www.corp.example. 30 A 10.0.0.1']

/** Takes at most so many steps of writing; returns how many there were to take. */
function write(store: Store, hash: string, octets: Uint8Array, most = Number.POSITIVE_INFINITY): number {
  let steps = 0
  for (const _ of store.writeSources(ORIGIN, hash, octets)) if (++steps === most) break
  return steps
}

describe('the text of a zone', () => {
  test('is there again after a restart, whatever its size', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    writeZone(store, zone('a', LINES), 5)
    const text = Buffer.alloc(300_000, 'text')
    assert.equal(write(store, 'a', text), 3)
    store.close()
    const [kept, ...more] = open(t, path).readSources()
    assert.deepEqual(more, [])
    assert.ok(kept !== undefined && text.equals(kept.packed))
    const { packed: _, ...rest } = kept
    const file = 'zones/corp.example.zone'
    assert.deepEqual(rest, {
      origin: ORIGIN,
      file,
      contentHash: 'a',
      serial: 1,
      isLast: true,
      loadedAtMs: 5,
    })
  })

  test('is written once', (t) => {
    const store = open(t, temporaryPath(t))
    writeZone(store, zone('a', LINES), 1)
    assert.equal(write(store, 'a', Buffer.from('text')), 1)
    assert.equal(write(store, 'a', Buffer.from('text')), 0)
  })

  test('of before is kept until the next one is whole, and goes with its zone', (t) => {
    const store = open(t, temporaryPath(t))
    writeZone(store, zone('a', LINES), 1)
    write(store, 'a', Buffer.from('old'))
    writeZone(store, zone('b', LINES), 2)
    write(store, 'b', Buffer.alloc(300_000), 2)
    assert.deepEqual(
      store.readSources().map(({ contentHash, isLast }) => ({ contentHash, isLast })),
      [{ contentHash: 'a', isLast: false }],
    )
    write(store, 'b', Buffer.alloc(300_000))
    assert.deepEqual(
      store.readSources().map(({ contentHash, isLast }) => ({ contentHash, isLast })),
      [{ contentHash: 'b', isLast: true }],
    )
    store.removeZonesExcept([], 0)
    assert.deepEqual(store.readSources(), [])
  })
})
