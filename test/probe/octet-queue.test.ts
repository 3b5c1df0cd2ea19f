import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MAX_READ_OCTETS } from '../../src/probe/attempt/find-octets.ts'
import { OctetQueue } from '../../src/probe/attempt/octet-queue.ts'

const LINE_END = Buffer.from('\r\n')

/** Octet after octet of `text`, with `take` after each; all that was taken. */
function dripped(queue: OctetQueue, text: string, take: () => Buffer | undefined): Buffer[] {
  const taken: Buffer[] = []
  for (const octet of Buffer.from(text)) {
    queue.add(Buffer.of(octet))
    for (let one = take(); one !== undefined; one = take()) taken.push(one)
  }
  return taken
}

describe('octets that come one at a time', () => {
  const text = 'x'.repeat(MAX_READ_OCTETS - 2)

  test('cost work in proportion to their number when a line is awaited', () => {
    const queue = new OctetQueue()
    const [line, ...more] = dripped(queue, `${text}\r\n`, () => queue.takeThrough(LINE_END))
    assert.equal(String(line), `${text}\r\n`)
    assert.equal(more.length, 0)
    assert.ok(queue.work < 8 * MAX_READ_OCTETS, `${queue.work} octets moved and looked at`)
  })

  test('cost work in proportion to their number when many are awaited, or few at a time', () => {
    for (const count of [MAX_READ_OCTETS, 5]) {
      const queue = new OctetQueue()
      const taken = dripped(queue, `${text}\r\n`, () => queue.take(count))
      assert.equal(taken.length, Math.floor(MAX_READ_OCTETS / count))
      assert.ok(queue.work < 8 * MAX_READ_OCTETS, `${queue.work} octets moved`)
    }
  })
})

test('what is taken is what has come, in whatever chunks, and stays what it is', () => {
  const chunk = fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', 'b'.repeat(400)), { maxLength: 6 })
  fc.assert(
    fc.property(fc.array(chunk), fc.array(fc.option(fc.nat({ max: 900 }))), (chunks, wanted) => {
      const queue = new OctetQueue()
      const taken: Buffer[] = []
      let come = ''
      const all = chunks.map((parts) => parts.join(''))
      for (let step = 0; step < Math.max(all.length, wanted.length); step++) {
        queue.add(Buffer.from(all[step] ?? ''))
        come += all[step] ?? ''
        const count = wanted[step]
        const one = count === undefined || count === null ? queue.takeThrough(LINE_END) : queue.take(count)
        const at = come.indexOf('\r\n')
        const enough = count === undefined || count === null ? (at < 0 ? undefined : at + 2) : count
        assert.equal(one?.length, enough !== undefined && enough <= come.length ? enough : undefined)
        if (one === undefined) continue
        taken.push(one)
        come = come.slice(one.length)
      }
      assert.equal(`${taken.map(String).join('')}${queue.rest()}`, all.join(''))
    }),
  )
})
