// Whom the doctor asks when nobody says it.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadConfig } from '../../src/config.ts'
import { prepareContext, type Wishes } from '../../src/doctor/context.ts'
import { emptyContext } from './empty-context.ts'
import { SILENCE } from './words.ts'

const WISHES: Wishes = {
  isQuick: false,
  resolvers: [],
  parents: undefined,
  serverPort: undefined,
  timeServer: undefined,
  zones: undefined,
}

async function contextWith(t: TestContext, listen: string, wishes: Partial<Wishes> = {}) {
  const file = join(emptyContext(t).folder, 'other.yaml')
  writeFileSync(file, `listen: ${listen}\n`)
  const loaded = loadConfig(file)
  assert.ok('config' in loaded)
  const daemon = { absence: 'no daemon is running', isRunning: false }
  const context = await prepareContext(
    loaded.config,
    '0.1.0',
    daemon,
    { ...WISHES, ...wishes },
    async () => SILENCE,
  )
  assert.ok('config' in context)
  return context
}

test('name servers are asked on port 53 where failover listens on it, else on the first port of listen', async (t) => {
  assert.equal((await contextWith(t, "['127.0.0.1:5300', '127.0.0.1:53']")).serverPort, 53)
  assert.equal((await contextWith(t, "['127.0.0.1:5300', '127.0.0.1:5301']")).serverPort, 5300)
})

test('a person who names the port knows where name servers are reached', async (t) => {
  const { serverPort, isPortGiven } = await contextWith(t, "['127.0.0.1:5300']", { serverPort: 53 })
  assert.deepEqual([serverPort, isPortGiven], [53, true])
})

test('the parents are asked once, however many examinations look at what they say', async (t) => {
  const context = await contextWith(t, "['127.0.0.1:5300']")
  assert.equal(context.parentViews(), context.parentViews())
})
