// What the page keeps: the state, the place in the URL, the token.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { TransitionReport } from '../../../src/control/operator.ts'
import { HOME, isStep, type Place, placeFrom, SHOWN, urlOf, VIEWS } from '../../../src/page/state/place.ts'
import {
  heardAlerts,
  heardEvents,
  heardStatus,
  INITIAL,
  lostEvents,
  lostStatus,
  MAX_CHANGES,
  withChange,
} from '../../../src/page/state/state.ts'
import { Store } from '../../../src/page/state/store.ts'
import { type Shelf, TokenKeeper } from '../../../src/page/state/token-keeper.ts'
import { HISTORY, STATUS } from '../../support/fake-operator.ts'

describe('the state', () => {
  test('knows since when nobody answers, and how old its picture is', () => {
    const heard = heardStatus(INITIAL, { status: STATUS, tag: 'W/"a"', nowMs: STATUS.atMs - 5000 })
    assert.deepEqual([heard.clockAheadMs, heard.tag, heard.version], [5000, 'W/"a"', '0.1.0'])
    const lost = lostStatus(lostStatus(heard, 'why', 100), 'why not', 200)
    assert.deepEqual(lost.lost, { sinceMs: 100, sentence: 'why not' })
    const again = heardStatus(lost, { tag: 'W/"a"', nowMs: 300 })
    assert.deepEqual([again.lost, again.heardAtMs, again.status], [undefined, 300, STATUS])
  })
  test('has alerts as they were told last, and no trouble with them any more', () => {
    const told = { atMs: 1, firing: [], total: 0, receivers: [] }
    const again = heardAlerts({ ...INITIAL, alertsLost: 'the daemon does not answer' }, told)
    assert.deepEqual([again.alerts, 'alertsLost' in again], [told, false])
  })
  test('keeps the version with which it began', () => {
    const first = heardStatus(INITIAL, { status: STATUS, tag: undefined, nowMs: 1 })
    const node = { ...STATUS.node, version: '9.9.9' }
    assert.equal(
      heardStatus(first, { status: { ...STATUS, node }, tag: undefined, nowMs: 2 }).version,
      '0.1.0',
    )
  })
  test('puts a change where it belongs, once, and keeps only so many', () => {
    const one = (id: number): TransitionReport => ({ ...(HISTORY[0] as TransitionReport), id })
    const ids = (changes: readonly TransitionReport[]): readonly number[] => changes.map(({ id }) => id)
    assert.deepEqual(ids(withChange([one(5), one(3)], one(7))), [7, 5, 3])
    assert.deepEqual(ids(withChange([one(5), one(3)], one(4))), [5, 4, 3])
    assert.deepEqual(ids(withChange([], one(4))), [4])
    const known = [one(5)]
    assert.equal(withChange(known, one(5)), known)
    const many = Array.from({ length: MAX_CHANGES }, (_, n) => one(1000 - n))
    assert.deepEqual(
      [withChange(many, one(1001)).length, withChange(many, one(1001))[0]?.id],
      [MAX_CHANGES, 1001],
    )
  })
  test('remembers since when it is not told of changes', () => {
    const deaf = lostEvents(lostEvents(INITIAL, 100), 200)
    assert.equal(deaf.deafSinceMs, 100)
    assert.equal(heardEvents(deaf).deafSinceMs, undefined)
    assert.equal(heardEvents(INITIAL), INITIAL)
  })
})

test('the store tells who asked for it of every change, and of nothing else', () => {
  const store = new Store(1)
  const told: number[] = []
  const end = store.subscribe((value) => told.push(value))
  store.update((value) => value + 1)
  store.update((value) => value)
  end()
  store.update((value) => value + 1)
  assert.deepEqual([told, store.get()], [[2], 3])
})

describe('the place', () => {
  test('stands in the URL, and is found there again', () => {
    const places = fc.record<Place>(
      {
        view: fc.constantFrom(...VIEWS),
        shown: fc.constantFrom(...SHOWN),
        text: fc.string(),
        zone: fc.string(),
        open: fc.string(),
        kind: fc.string(),
        about: fc.string(),
      },
      { noNullPrototype: true },
    )
    fc.assert(
      fc.property(places, (place) => {
        assert.deepEqual(placeFrom(new URL(urlOf(place), 'http://localhost').search), place)
      }),
    )
  })
  test('of where everybody begins is /, and what cannot be understood is passed over', () => {
    assert.equal(urlOf(HOME), '/')
    assert.deepEqual(placeFrom('?view=nowhere&show=what&else=1'), HOME)
  })
  test('is a step of its own for the back button, unless somebody is typing', () => {
    assert.equal(isStep(HOME, { ...HOME, view: 'zones' }), true)
    assert.equal(isStep(HOME, { ...HOME, open: 'www.corp.example. A' }), true)
    assert.equal(isStep(HOME, { ...HOME, text: 'w' }), false)
  })
})

describe('the token', () => {
  const shelf = (): Shelf & { readonly kept: Map<string, string> } => {
    const kept = new Map<string, string>()
    return {
      kept,
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    }
  }
  test('is kept for the tab, or on the device when its owner says so, and never on both', () => {
    const [tab, device] = [shelf(), shelf()]
    const keeper = new TokenKeeper(tab, device)
    keeper.keep('a', false)
    assert.deepEqual([tab.kept.size, device.kept.size, new TokenKeeper(tab, device).token], [1, 0, 'a'])
    keeper.keep('b', true)
    assert.deepEqual([tab.kept.size, device.kept.size, new TokenKeeper(tab, device).token], [0, 1, 'b'])
    keeper.forget()
    assert.deepEqual([tab.kept.size, device.kept.size, keeper.token], [0, 0, undefined])
  })
  test('is kept as long as the page is open where the browser keeps nothing', () => {
    const refuse = (): never => {
      throw new Error('storage is forbidden')
    }
    const forbidden = { getItem: refuse, setItem: refuse, removeItem: refuse }
    for (const one of [forbidden, undefined]) {
      const keeper = new TokenKeeper(one, one)
      keeper.keep('a', true)
      assert.equal(keeper.token, 'a')
    }
  })
})
