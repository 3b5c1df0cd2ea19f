// Changes of answers as transitions: the first, every other, none twice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planService } from '../../../src/control/plan/service-plan.ts'
import { AnswerLog } from '../../../src/control/publish/answer-log.ts'
import { Publisher } from '../../../src/control/publish/publisher.ts'
import type { State } from '../../../src/health/state.ts'
import { UNKNOWN_VERDICT } from '../../../src/health/verdict.ts'
import { createLog } from '../../../src/log.ts'
import type { Store } from '../../../src/store/store.ts'
import { open, temporaryPath } from '../../store/temporary.ts'
import { exampleZone, viewOf } from '../../support/ask.ts'

const log = createLog('silent')
const CHECK = ';@ check web tcp port=80\n'
const WWW = 'www A 192.0.2.1 ;@ primary check=web\nwww A 192.0.2.2 ;@ standby check=web\n'
const FILES = 'files A 192.0.2.3 ;@ for=10.1.0.0/16\nfiles A 192.0.2.4 ;@ for=10.2.0.0/16\n'

function publish(lines: string, states: Readonly<Record<string, State>> = {}) {
  const zone = exampleZone(CHECK + lines)
  const plan = planService([{ zone, view: viewOf(zone) }])
  const verdictOf = (id: string) => ({ ...UNKNOWN_VERDICT, state: states[id] ?? ('up' as const) })
  return { plan, publisher: new Publisher(plan, verdictOf, () => undefined, 0) }
}

/** As the settler does. */
function note(answers: AnswerLog, store: Store, published: ReturnType<typeof publish>): string[] {
  const acts = [...answers.actsOfAll(published, () => 1)].flat()
  store.settle({ nowMs: 1, verdicts: [], transitions: [], acts, published: [] })
  return acts.map(({ target, from, to }) => `${target}: ${from} -> ${to}`)
}

test('the first answer of a pool is a transition, and each other one, but none that is the same, over a restart too', (t) => {
  const store = open(t, temporaryPath(t))
  const answers = new AnswerLog({ store, log })
  assert.deepEqual(note(answers, store, publish(WWW)), ['www.example.com. A: none -> 192.0.2.1'])
  assert.deepEqual(note(answers, store, publish(WWW)), [])
  const after = new AnswerLog({ store, log })
  assert.deepEqual(note(after, store, publish(WWW)), [])
  const down = publish(WWW, { '192.0.2.1/web': 'down' })
  assert.deepEqual(note(after, store, down), ['www.example.com. A: 192.0.2.1 -> 192.0.2.2'])
  const all = publish(`;@ pool www A when-all-down=none\n${WWW}`, {
    '192.0.2.1/web': 'down',
    '192.0.2.2/web': 'down',
  })
  assert.deepEqual(note(after, store, all), ['www.example.com. A: 192.0.2.2 -> nothing'])
})

test('each class of clients is told apart, and the reason is in words', (t) => {
  const store = open(t, temporaryPath(t))
  const [act, ...more] = [...new AnswerLog({ store, log }).actsOfAll(publish(FILES), () => 7)].flat()
  assert.deepEqual(more, [])
  const { classes = [], to, reason } = act ?? {}
  assert.equal(to, '192.0.2.3 192.0.2.4; class 1: 192.0.2.3; class 2: 192.0.2.4')
  assert.equal(reason, 'tier 1 is the lowest with at least 1 available')
  assert.deepEqual(classes[1], { members: ['192.0.2.3'], reason: 'best-tier' })
})

test('a pool that is gone and comes back is told from what is on record of it', (t) => {
  const store = open(t, temporaryPath(t))
  const answers = new AnswerLog({ store, log })
  note(answers, store, publish(WWW + FILES))
  assert.deepEqual(note(answers, store, publish(FILES)), [])
  assert.deepEqual(note(answers, store, publish(WWW + FILES)), [])
})

test('what is on record is looked up beforehand, and what is written after that counts all the same', (t) => {
  const store = open(t, temporaryPath(t))
  note(new AnswerLog({ store, log }), store, publish(WWW))
  const answers = new AnswerLog({ store, log })
  const later = publish(WWW + FILES, { '192.0.2.1/web': 'down' })
  for (const _ of answers.recall(later.plan));
  const [first] = later.plan.pools.keys()
  const acts = answers.acts([first ?? ''], later, 2)
  assert.deepEqual(
    acts.map(({ from, to }) => [from, to]),
    [['192.0.2.1', '192.0.2.2']],
  )
  store.settle({ nowMs: 2, verdicts: [], transitions: [], acts, published: [] })
  for (const _ of answers.recall(later.plan));
  const told = '192.0.2.3 192.0.2.4; class 1: 192.0.2.3; class 2: 192.0.2.4'
  assert.deepEqual(note(answers, store, later), [`files.example.com. A: none -> ${told}`])
  assert.deepEqual(note(answers, store, later), [])
})

test('of many pools some are told with each step, by the clock of that step, and what happens in between is told once', (t) => {
  const lines = Array.from({ length: 250 }, (_, i) => WWW.replaceAll('www', `w${i}`)).join('')
  const published = publish(lines)
  const answers = new AnswerLog({ store: open(t, temporaryPath(t)), log })
  let nowMs = 0
  const steps = answers.actsOfAll(published, () => ++nowMs)
  const targets = new Set<string>()
  const told = [...(steps.next().value ?? [])]
  const [last] = [...published.plan.pools.keys()].slice(-1)
  told.push(...answers.acts([last ?? ''], published, 1))
  for (const acts of steps) told.push(...acts)
  for (const { target } of told) targets.add(target)
  assert.deepEqual([targets.size, told.length], [250, 250])
  assert.deepEqual([told[0]?.atMs, told.at(-1)?.atMs], [1, nowMs])
  assert.ok(nowMs > 1)
})
