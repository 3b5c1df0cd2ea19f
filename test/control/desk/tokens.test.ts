// Tokens of the API, in a real database: what is stored, who is known, until when.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import Database from 'better-sqlite3'
import { MAX_TOKENS, Tokens } from '../../../src/control/desk/tokens.ts'
import type { NewToken, OperatorProblem } from '../../../src/control/operator.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import { open, temporaryPath } from '../../store/temporary.ts'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')
const DEPLOY = { name: 'deploy', scope: 'operate', who: 'alice' } as const

function secretOf(made: NewToken | OperatorProblem): string {
  assert.ok('secret' in made, JSON.stringify(made))
  return made.secret
}

test('a token is random, known by its digest alone, and survives a restart', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const tokens = new Tokens(store)
  const secret = secretOf(tokens.create(DEPLOY, NOW_MS))
  assert.equal(Buffer.from(secret, 'base64url').length, 32)
  assert.notEqual(secretOf(tokens.create({ ...DEPLOY, name: 'other' }, NOW_MS)), secret)
  assert.deepEqual(tokens.bearerOf(secret, NOW_MS), { name: 'deploy', scope: 'operate' })
  assert.equal(tokens.bearerOf(`${secret}x`, NOW_MS), undefined)
  assert.equal(tokens.bearerOf('', NOW_MS), undefined)
  store.close()
  assert.equal(readFileSync(path).includes(secret), false)

  const again = openStore(path)
  assert.ok('store' in again)
  t.after(() => again.store.close())
  assert.deepEqual(new Tokens(again.store).bearerOf(secret, NOW_MS), { name: 'deploy', scope: 'operate' })
})

test('a token ends with its time, or when it is revoked', (t) => {
  const tokens = new Tokens(open(t, temporaryPath(t)))
  const short = secretOf(tokens.create({ ...DEPLOY, for: '1h' }, NOW_MS))
  assert.equal(tokens.bearerOf(short, NOW_MS + 3_599_999)?.endsAtMs, NOW_MS + 3_600_000)
  assert.equal(tokens.bearerOf(short, NOW_MS + 3_600_000), undefined)
  const lasting = secretOf(tokens.create({ ...DEPLOY, name: 'lasting' }, NOW_MS))
  assert.ok(tokens.bearerOf(lasting, NOW_MS + 86_400_000_000))
  assert.ok('revoked' in tokens.revoke({ name: 'lasting', who: 'bob' }, NOW_MS))
  assert.equal(tokens.bearerOf(lasting, NOW_MS), undefined)
  assert.ok('problem' in tokens.revoke({ name: 'lasting', who: 'bob' }, NOW_MS))
})

test('the list tells who made a token and when it was shown last, to a minute', (t) => {
  const store = open(t, temporaryPath(t))
  const tokens = new Tokens(store)
  const secret = secretOf(tokens.create({ ...DEPLOY, for: '2h' }, NOW_MS))
  const listed = { ...DEPLOY, createdAtMs: NOW_MS, endsAtMs: NOW_MS + 7_200_000 }
  assert.deepEqual(tokens.list(), [listed])
  for (const afterMs of [1000, 30_000]) tokens.bearerOf(secret, NOW_MS + afterMs)
  assert.deepEqual(tokens.list(), [{ ...listed, usedAtMs: NOW_MS + 1000 }])
  tokens.bearerOf(secret, NOW_MS + 61_000)
  assert.deepEqual(new Tokens(store).list(), [{ ...listed, usedAtMs: NOW_MS + 61_000 }])
})

test('a name is given once, a duration must be one, and there are only so many tokens', (t) => {
  const tokens = new Tokens(open(t, temporaryPath(t)))
  const codeOf = (made: NewToken | OperatorProblem) => 'problem' in made && made.problem.code
  assert.equal(codeOf(tokens.create({ ...DEPLOY, for: 'soon' }, NOW_MS)), 'bad-request')
  assert.equal(codeOf(tokens.create({ ...DEPLOY, for: '9999d' }, NOW_MS)), 'bad-request')
  secretOf(tokens.create(DEPLOY, NOW_MS))
  assert.equal(codeOf(tokens.create(DEPLOY, NOW_MS)), 'conflict')
  for (let count = 1; count < MAX_TOKENS; count++)
    secretOf(tokens.create({ ...DEPLOY, name: `t${count}` }, NOW_MS))
  assert.equal(codeOf(tokens.create({ ...DEPLOY, name: 'more' }, NOW_MS)), 'conflict')
})

describe('the history has', () => {
  const told = (store: Store) =>
    store.transitions
      .read({ limit: 10 })
      .map(({ kind, target, from, to, reason, detail }) => [kind, target, from, to, reason, detail].join(' '))
      .reverse()

  test('who has made and who has revoked a token, and no secret', (t) => {
    const store = open(t, temporaryPath(t))
    const tokens = new Tokens(store)
    const secret = secretOf(tokens.create(DEPLOY, NOW_MS))
    tokens.revoke({ name: 'deploy', who: 'bob' }, NOW_MS + 1000)
    assert.deepEqual(told(store), [
      'token deploy none operate created alice',
      'token deploy operate none revoked bob',
    ])
    assert.deepEqual(
      store.transitions.read({ limit: 10 }).map(({ atMs }) => atMs),
      [NOW_MS + 1000, NOW_MS],
    )
    assert.ok(!JSON.stringify(store.transitions.read({ limit: 10 })).includes(secret))
  })

  test('that the time of a token is over, once, when it is, also after a restart', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW_MS })
    const store = open(t, temporaryPath(t))
    const tokens = new Tokens(store)
    tokens.create({ ...DEPLOY, for: '90s' }, NOW_MS)
    tokens.create({ ...DEPLOY, name: 'longer', for: '1h' }, NOW_MS)
    t.mock.timers.tick(60_000)
    t.mock.timers.tick(29_999)
    assert.equal(told(store).length, 2)
    t.mock.timers.tick(1)
    assert.equal(told(store).at(-1), 'token deploy operate none expired ')
    t.mock.timers.tick(60_000)
    new Tokens(store).followClock(Date.now())
    assert.equal(told(store).length, 3)
    new Tokens(store).followClock(NOW_MS + 3_600_000)
    assert.equal(told(store).at(-1), 'token longer operate none expired ')
    assert.deepEqual(tokens.list().length, 2, 'it is listed until it is revoked')
  })

  test('nothing of it where the database refuses, and no token that is not in it', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    const tokens = new Tokens(store)
    const db = new Database(path)
    t.after(() => db.close())
    db.exec("CREATE TRIGGER refuse BEFORE INSERT ON transitions BEGIN SELECT raise(ABORT, 'full'); END")
    assert.ok('problem' in tokens.create(DEPLOY, NOW_MS))
    assert.deepEqual([tokens.list(), new Tokens(store).list(), told(store)], [[], [], []])
  })
})
