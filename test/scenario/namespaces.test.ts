// Failures of the network and of our own disk, in namespaces of their own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runInNamespace, withoutNamespaces } from '../support/namespace.ts'

const skip = withoutNamespaces()

/** What the program prints as its last line. */
function told(program: string): Readonly<Record<string, unknown>> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const output = runInNamespace({ mayOpenRaw: true }, [path])
  const line = output.split('\n').find((one) => one.startsWith('{'))
  assert.ok(line !== undefined, output)
  return JSON.parse(line)
}

test('a server to which every packet is dropped is answered around, until packets pass again', {
  skip,
}, () => {
  assert.deepEqual(told('dropped-packets.ts'), { reason: 'timeout', atTheEnd: ['127.0.0.10'] })
})

test('a full disk keeps nobody from failing over; the log says so, and the record table is made good', {
  skip,
}, () => {
  const { whileFull, owedThen, error } = told('full-disk.ts')
  assert.equal(whileFull, '127.0.0.10')
  assert.ok(Number(owedThen) >= 1, 'the metrics say that a change is owed')
  assert.match(String(error), /disk|full/i)
})
