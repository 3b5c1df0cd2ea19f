// A token of the scope read against every operation of a real daemon: nothing that a person decides is changed by it.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import { OPERATIONS } from '../../src/web/operations/registry.ts'
import { freePort } from '../support/free-port.ts'
import { askHttp } from '../support/http-ask.ts'
import { PRIMARY, startWebPool } from '../support/web-pool.ts'

const ALIVE = '127.0.0.30'
const MORE = `;@ check alive push every=1h\nbatch 30 A ${ALIVE} ;@ check=alive`

/** What changes something for who may, by the id of the operation; each is sent as it is and as a dry run. */
const BODIES: Readonly<Record<string, object>> = {
  failback: {},
  decree: { decree: 'force-down', target: PRIMARY, for: '2h', why: 'a reader may not' },
  undo: { target: PRIMARY },
  simulate: { down: [PRIMARY] },
  report: { down: true, why: 'a reader may not' },
  createToken: { name: 'more', scope: 'operate' },
  revokeToken: { name: 'reader' },
}
/** Requests that are no GET and are answered all the same; every other one, also of an operation to come, is refused. */
const ANSWERED = ['decree, dry', 'failback, dry', 'simulate', 'simulate, dry', 'undo, dry']
const QUERIES: Readonly<Record<string, string>> = {
  explain: '?name=www.corp.example',
  readOutcomes: `?target=${PRIMARY}/web`,
  readSamples: `?target=${PRIMARY}/web`,
  backup: '?file=/tmp/nobody-may.db',
}
const PLACES: Readonly<Record<string, string>> = {
  name: 'www.corp.example',
  type: 'A',
  origin: 'corp.example',
  target: `${ALIVE}%2Falive`,
  receiver: 'nobody',
}

/** What each probe and each second changes, and the alerts, which follow the transitions in their own time. */
const MOVING = ['verdicts', 'samples', 'runs', 'alert_cursor', 'alerts', 'alerts_told']

/** Everything else, but for when a token was used last. */
function contentOf(path: string): Readonly<Record<string, unknown[]>> {
  const db = new Database(path, { readonly: true })
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
    const lasting = tables.filter((name) => !MOVING.includes(name))
    return Object.fromEntries(
      lasting.map((name) => {
        const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${name}`).all()
        return [name, rows.map(({ used_at, ...row }) => JSON.stringify(row)).sort()]
      }),
    )
  } finally {
    db.close()
  }
}

test('a token that may read changes nothing, whatever it asks for', async (t) => {
  const port = await freePort('127.0.0.1')
  const { daemon } = await startWebPool(t, { more: MORE, config: `api: { listen: ['127.0.0.1:${port}'] }` })
  await daemon.cli('drain', PRIMARY, '--for', '2h', '--why', 'to be undone by nobody')
  const made = await daemon.cli('token', 'create', 'reader', '--scope', 'read')
  const headers = { authorization: `Bearer ${made.stdout.trim()}`, 'content-type': 'application/json' }
  const database = join(daemon.folder, 'failover.db')
  const before = [contentOf(database), readdirSync(daemon.folder)]
  const answered: string[] = []
  for (const { id, method, path, body } of OPERATIONS)
    for (const isDryRun of body === undefined ? [false] : [false, true]) {
      const sent = { ...BODIES[id], ...(isDryRun ? { dryRun: true } : {}) }
      const told = await askHttp(
        { host: '127.0.0.1', port },
        {
          path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => PLACES[name] ?? '') + (QUERIES[id] ?? ''),
          method: method.toUpperCase(),
          headers,
          ...(body === undefined ? {} : { body: JSON.stringify(sent) }),
          ...(id === 'followEvents' ? { until: 'retry:' } : {}),
        },
      )
      if (method === 'get') assert.ok(told.status === 200 || told.status === 404, `${id}: ${told.text}`)
      else if (told.status !== 403) answered.push(isDryRun ? `${id}, dry` : id)
    }
  assert.deepEqual([contentOf(database), readdirSync(daemon.folder)], before)
  assert.deepEqual(answered.sort(), ANSWERED)
})
