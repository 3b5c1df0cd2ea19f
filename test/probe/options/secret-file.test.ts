import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
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

  test('is another one though the new file is as long as the one before', () => {
    const file = write('same', 'aaa')
    const secret = secretIn(file)
    for (const content of ['bbb', 'ccc', 'ddd']) {
      write('same', content)
      assert.equal(secret(), content)
    }
  })

  test('that is gone, empty, or open to everybody is told so, and never used on', () => {
    const file = write('lost', 'kept')
    const secret = secretIn(file)
    const faults: readonly (readonly [() => void, RegExp])[] = [
      [() => write('lost', ''), /^the file of the secret has no secret of one line in /],
      [() => write('lost', 'hunter2', 0o644), /^the file of the secret is a file that everybody may use/],
      [() => rmSync(file), /^the file of the secret cannot be read: ENOENT/],
    ]
    for (const [spoil, message] of faults) {
      spoil()
      for (let time = 1; time <= 2; time++) assert.throws(secret, { message })
    }
    write('lost', 'back')
    assert.equal(secret(), 'back')
  })

  test('may have to be of a form', () => {
    const form = { pattern: /^\d+$/, sentence: 'has no number' }
    const file = write('form', '123\n')
    const read = secretFile(form).read(file)
    assert.ok('value' in read && read.value !== undefined)
    assert.equal(read.value(), '123')
    write('form', 'hunter2')
    assert.throws(read.value, { message: `the file of the secret has no number in ${file}` })
    assert.deepEqual(secretFile(form).read(file), { refusal: `has no number in ${file}` })
  })

  test('is never awaited: what is not a file is refused at once', () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', ['--mode=600', pipe])
    assert.equal(refusalOf(pipe), `is not a file: ${pipe}`)
  })
})
