// Long work beside the daemon: one at a time, a few wait, none takes for ever.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Aside } from '../../../src/control/desk/aside.ts'
import { MAX_WAITING } from '../../../src/control/desk/turns.ts'

function codeOf(result: unknown): unknown {
  return (result as { readonly problem?: { readonly code: string } }).problem?.code
}

test('one is at work at a time, in the order in which they came; who comes when too many wait is refused', async () => {
  const aside = new Aside()
  const begun: number[] = []
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const all = Array.from({ length: MAX_WAITING + 2 }, (_, i) =>
    aside.run(async () => {
      begun.push(i)
      if (i === 0) await gate
      return i
    }),
  )
  assert.equal(codeOf(await all.at(-1)), 'unavailable')
  assert.ok(begun.length <= 1)
  open()
  assert.deepEqual(await Promise.all(all.slice(0, -1)), [0, 1, 2, 3, 4])
  assert.equal(await aside.run(async () => 'again'), 'again')
})

test('work that takes too long is ended with its thread, and what fails is told; the next one is taken', async () => {
  const aside = new Aside(50)
  const neverRead = aside.run(async (loader) => {
    for (;;) await loader.textPieces('none')
  })
  assert.equal(codeOf(await neverRead), 'unavailable')
  const failed = await aside.run(() => Promise.reject(new Error('no such thing')))
  assert.match(JSON.stringify(failed), /no such thing/)
  assert.equal(await aside.run(async () => 1), 1)
})

test('once it is stopped, what is at work is ended with its thread, and nothing that waits is begun', async () => {
  const aside = new Aside()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const endless = aside.run(async (loader) => {
    begin()
    for (;;) await loader.textPieces('none')
  })
  const waiting = aside.run(async () => assert.fail('it was begun'))
  await begun
  await aside.stop()
  assert.equal(codeOf(await endless), 'unavailable')
  assert.match(JSON.stringify(await waiting), /failover is being stopped/)
  assert.equal(codeOf(await aside.run(async () => 1)), 'unavailable')
})

test('a thread that dies of what it finds is told, and the daemon goes on', async () => {
  const aside = new Aside()
  const request = { name: 'www.corp.example', atMs: 1 }
  const died = await aside.run((loader) =>
    loader.explainPast({ databaseFile: '/no/such/folder/failover.db', request }),
  )
  assert.match(
    JSON.stringify(died),
    /"unavailable","sentence":"it could not be found out: .*(unable to open|does not exist)/,
  )
  assert.equal(await aside.run(async () => 1), 1)
})
