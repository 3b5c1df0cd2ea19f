import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { type Secret, secretFile } from '../../../src/probe/options/secret-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-secret-'))
after(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string, mode = 0o600): string {
  const file = join(folder, name)
  writeFileSync(file, content, { mode })
  chmodSync(file, mode)
  return file
}

function secretIn(file: string): Secret {
  const read = secretFile().read(file)
  assert.ok('value' in read && read.value !== undefined, JSON.stringify(read))
  return read.value
}

function refusalOf(file: string): string {
  const read = secretFile().read(file)
  return 'refusal' in read ? read.refusal : 'accepted'
}

describe('a secret in a file', () => {
  test('is the file without the end of its line', () => {
    assert.equal(secretIn(write('one', 'geheim \n'))(), 'geheim ')
    assert.equal(secretIn(write('two', 'geheim\r\n'))(), 'geheim')
    assert.equal(secretIn(write('three', 'größer'))(), 'größer')
  })

  test('may be read by its group, and by nobody else', () => {
    assert.equal(secretIn(write('group', 'x', 0o640))(), 'x')
    for (const mode of [0o644, 0o602, 0o601])
      assert.match(refusalOf(write('others', 'x', mode)), /^is a file that everybody may use/)
  })

  test('must be one line of an absolute path, and no more than 4 KiB', () => {
    assert.equal(refusalOf('secret'), 'must be an absolute path')
    assert.match(refusalOf(join(folder, 'none')), /^cannot be read: ENOENT/)
    assert.equal(refusalOf(folder), `is not a file: ${folder}`)
    for (const content of ['', '\n', 'a\nb', 'a\0b'])
      assert.match(refusalOf(write('bad', content)), /^has no secret of one line/)
    assert.match(refusalOf(write('long', 'x'.repeat(4097))), /^has more than 4096 octets/)
  })

  test('no refusal tells the secret', () => {
    assert.ok(!refusalOf(write('open', 'hunter2', 0o644)).includes('hunter2'))
    assert.ok(!refusalOf(write('lines', 'hunter2\nhunter2')).includes('hunter2'))
  })

  test('is another one as soon as the file is replaced', () => {
    const file = write('rotated', 'old')
    const secret = secretIn(file)
    assert.equal(secret(), 'old')
    renameSync(write('next', 'new'), file)
    assert.equal(secret(), 'new')
    write('rotated', 'newest')
    assert.equal(secret(), 'newest')
  })

  test('stays what it was while its file is gone, empty, or open to everybody', () => {
    const file = write('lost', 'kept')
    const secret = secretIn(file)
    write('lost', '')
    assert.equal(secret(), 'kept')
    write('lost', 'stolen', 0o644)
    assert.equal(secret(), 'kept')
    rmSync(file)
    assert.equal(secret(), 'kept')
    write('lost', 'back')
    assert.equal(secret(), 'back')
  })
})
