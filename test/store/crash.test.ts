import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, type TestContext, test } from 'node:test'
import { look, open, temporaryPath } from './temporary.ts'

const POOL_SIZE = 200
const CHILD = join(import.meta.dirname, 'settle-forever.ts')

/** Kills the child once it has told of `rounds` rounds, and returns the last round that it told of. */
async function killAfter(rounds: number, path: string, mode: string): Promise<number> {
  const child = spawn(process.execPath, [CHILD, path, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let told = 0
  for await (const line of createInterface({ input: child.stdout })) {
    told = Number(line)
    // The loop goes on reading what the pipe still holds.
    if (told === rounds) child.kill('SIGKILL')
  }
  assert.deepEqual(await exited, [null, 'SIGKILL'])
  return told
}

function settledRound(t: TestContext, path: string): number {
  const store = open(t, path)
  const verdicts = [...store.readVerdicts().values()]
  const round = verdicts[0]?.lastAtMs ?? 0
  const state = round % 2 === 1 ? 'up' : 'down'
  assert.ok(verdicts.every((verdict) => verdict.state === state && verdict.lastAtMs === round))
  const flags = [...store.readPublished('corp.example.').values()]
  assert.equal(flags.length, POOL_SIZE)
  assert.ok(flags.every((published) => published === (state === 'up')))
  const transitions = store.transitions.read({ limit: POOL_SIZE })
  assert.ok(transitions.every(({ to, atMs }) => to === state && atMs === round))
  assert.equal(transitions[0]?.id, round * POOL_SIZE + 1)
  store.close()
  return round
}

describe('after kill -9 in the middle of writing', () => {
  for (const rounds of [1, 7, 20, 33])
    test(`verdicts, published flags and history agree (killed in round ${rounds + 1} or later)`, async (t) => {
      const path = temporaryPath(t)
      const told = await killAfter(rounds, path, 'settle')
      const stored = settledRound(t, path)
      assert.ok(stored === told || stored === told + 1, `told of ${told}, stored ${stored}`)
    })

  for (const rounds of [2, 9])
    test(`a zone is the old one or the new one (killed in round ${rounds + 1} or later)`, async (t) => {
      const path = temporaryPath(t)
      const told = await killAfter(rounds, path, 'reload')
      const store = open(t, path)
      const serial = store.readZones().get('corp.example.')?.serial ?? 0
      assert.ok(serial === told || serial === told + 1, `told of ${told}, stored ${serial}`)
      const low = serial % 2 === 0
      assert.equal(store.readZones().get('corp.example.')?.contentHash, low ? 'low' : 'high')
      assert.deepEqual(look(path, 'SELECT data, ttl, count(*) FROM records GROUP BY data, ttl'), [
        low ? ['10.0.0.1', 30, POOL_SIZE] : ['10.0.0.2', 60, POOL_SIZE],
      ])
    })
})
