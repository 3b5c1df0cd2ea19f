// Runs random worlds, as many as wanted; one that breaks an invariant is made as small as it can be, and told.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { openStore } from '../../src/store/store.ts'
import { type Script, script } from './scripts.ts'
import { VirtualTime } from './virtual-time.ts'
import { type Ground, runWorld } from './world.ts'

const SHARED_MEMORY = '/dev/shm'

export interface Simulation {
  readonly worlds: number
  /** The same seed makes the same worlds. */
  readonly seed: number
  /** Of a world that has failed, as the report says it: this one only. */
  readonly path?: string
}

export function simulate({ worlds, seed, path }: Simulation): Promise<void> {
  return onGround((run) =>
    fc.assert(fc.asyncProperty(script, run), {
      numRuns: worlds,
      seed,
      ...(path === undefined ? {} : { path }),
    }),
  )
}

/** Worlds that are known, one after the other. */
export function simulateThese(scripts: readonly Script[]): Promise<void> {
  return onGround(async (run) => {
    for (const one of scripts) await run(one)
  })
}

async function onGround(work: (run: (one: Script) => Promise<void>) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(fastFolder(), 'failover-simulation-'))
  const opening = openStore(join(folder, 'failover.db'))
  assert.ok('store' in opening, JSON.stringify(opening))
  const errors: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  const time = new VirtualTime()
  const uninstall = time.install()
  try {
    const ground: Ground = { time, store: opening.store, log }
    await work(async (one) => {
      await runWorld(ground, one)
      assert.deepEqual(errors.splice(0), [])
    })
  } finally {
    uninstall()
    opening.store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In memory where the machine has such a folder: each world writes hundreds of transactions. */
function fastFolder(): string {
  return existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir()
}
