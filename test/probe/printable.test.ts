import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from '../../src/probe/attempt/printable.ts'

test('what a target sends cannot steer a terminal, and stays one short line', () => {
  assert.equal(printable('a\x1b[2Jb\r\nc\x9b31md'), 'a [2Jb c 31md')
  assert.equal(printable('x'.repeat(200)), `${'x'.repeat(160)}...`)
})
