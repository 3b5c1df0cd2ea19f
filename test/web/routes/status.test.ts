// The status: its tag, what it saves, how it is made, and for how long it is shared.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Operator, Status } from '../../../src/control/operator.ts'
import { createLog } from '../../../src/log.ts'
import { createApp } from '../../../src/web/app.ts'
import { SHARED_FOR_MS, StatusTexts } from '../../../src/web/routes/status-text.ts'
import { fakeOperator, STATUS, stepsTo } from '../../support/fake-operator.ts'

test('RFC 9110 §13.1.2: who shows the tag is told that nothing has changed, and no status is made for him', async () => {
  const operator = fakeOperator()
  const app = createApp(operator, createLog('silent'))
  const ask = (known?: string) =>
    app.request('/v1/status', { headers: known === undefined ? {} : { 'if-none-match': known } })
  const first = await ask()
  const tag = first.headers.get('etag') ?? ''
  assert.match(tag, /^W\/"[\w.-]+"$/)
  assert.deepEqual([first.status, await first.json()], [200, STATUS])
  operator.statusSteps = () => assert.fail('a status is made')
  for (const known of [tag, tag.replace('W/', ''), `"other", ${tag}`, '*']) {
    const again = await ask(known)
    assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', tag], known)
  }
  operator.revision = () => 'r2'
  operator.statusSteps = fakeOperator().statusSteps
  const changed = await ask(tag)
  assert.deepEqual([changed.status, changed.headers.get('etag')], [200, 'W/"r2"'])
})

/** A source whose revision and queries a test moves; `steps` are taken at each making, `onStep` is told of each. */
function source(steps: number, onStep: (making: number, step: number) => void = () => undefined) {
  const state = { revision: 1, makings: 0 }
  const operator: Pick<Operator, 'statusSteps' | 'revision'> = {
    revision: () => `r${state.revision}`,
    *statusSteps() {
      const making = ++state.makings
      const generation = state.revision
      for (let step = 0; step < steps; step++) {
        onStep(making, step)
        yield
      }
      return { ...STATUS, node: { ...STATUS.node, generation }, queries: { NOERROR: making } }
    },
  }
  return { state, texts: new StatusTexts(operator) }
}

function read({ octets }: { readonly octets: Uint8Array }): Status {
  return JSON.parse(Buffer.from(octets).toString()) as Status
}

/** The monotonic clock stands until a test moves it. */
function clock(t: TestContext): { nowMs: number } {
  const at = { nowMs: 1000 }
  t.mock.method(performance, 'now', () => at.nowMs)
  return at
}

test('RFC 9110 §8.8.1: the tag is weak, for counts and probes go on under the same one', async () => {
  const app = createApp(fakeOperator(), createLog('silent'))
  assert.ok((await app.request('/v1/status')).headers.get('etag')?.startsWith('W/'))
})

test('who asks while one is made gets the same, and so does who asks soon after', async (t) => {
  const at = clock(t)
  const { state, texts } = source(10)
  const [first, second] = await Promise.all([texts.now(), texts.now()])
  assert.equal(first, second)
  at.nowMs += SHARED_FOR_MS - 1
  assert.equal(await texts.now(), first)
  assert.equal(state.makings, 1)
  at.nowMs++
  assert.deepEqual(read(await texts.now()).queries, { NOERROR: 2 })
})

test('after a change nobody gets the one from before, however new it is', async (t) => {
  clock(t)
  const { state, texts } = source(3)
  assert.equal(read(await texts.now()).node.generation, 1)
  state.revision = 2
  const text = await texts.now()
  assert.deepEqual([text.revision, read(text).node.generation], ['r2', 2])
})

test('a change while one is made begins it anew: it is never half of the one and half of the other', async (t) => {
  const at = clock(t)
  const { state, texts } = source(10, (making, step) => {
    at.nowMs += 5
    if (making <= 2 && step === 4) state.revision++
  })
  const text = await texts.now()
  assert.deepEqual([text.revision, read(text).node.generation, state.makings], ['r3', 3, 3])
})

test('with a change between any two steps it is made in one go at last', async (t) => {
  const at = clock(t)
  const { state, texts } = source(10, () => {
    at.nowMs += 5
    setImmediate(() => state.revision++)
  })
  const text = await texts.now()
  assert.equal(text.revision, `r${read(text).node.generation}`)
  assert.equal(state.makings, 4)
})

test('between the steps others have their turn', async (t) => {
  const at = clock(t)
  const turns: number[] = []
  const { texts } = source(100, (_, step) => {
    at.nowMs++
    if (step === 0) setImmediate(() => turns.push(at.nowMs))
  })
  const begunMs = at.nowMs
  await texts.now()
  assert.ok((turns[0] ?? Number.POSITIVE_INFINITY) - begunMs < 10, `after ${turns} ms`)
})

test('however long its lists are, the text is the JSON of the status, compressed or not', async () => {
  const target = STATUS.targets[0] ?? assert.fail()
  for (const length of [0, 1, 100, 101, 250]) {
    const status: Status = {
      ...STATUS,
      targets: Array.from({ length }, (_, i) => ({ ...target, id: `${i}` })),
    }
    const texts = new StatusTexts({ revision: () => 'r', statusSteps: () => stepsTo(status) })
    const text = await texts.now()
    assert.deepEqual(read(text), status, `${length}`)
    assert.deepEqual(gunzipSync(await text.gzipped()), Buffer.from(text.octets))
    assert.equal(await text.gzipped(), await text.gzipped())
  }
})
