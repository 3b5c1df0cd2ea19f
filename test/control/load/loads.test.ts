// What a reload leaves behind when it fails for a reason that nobody has foreseen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Loader } from '../../../src/control/load/loader.ts'
import { Loads, type LoadsOptions } from '../../../src/control/load/loads.ts'
import { createLog } from '../../../src/log.ts'

const nobody = (): never => assert.fail('nothing was loaded')

function threads(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length
}

test('a mistake of ours fails the reload that hits it, and leaves no thread that would keep the process', async () => {
  const options: LoadsOptions = {
    log: createLog('silent'),
    zonesFolder: 'zones',
    service: () => ({ zones: [] }) as unknown as ReturnType<LoadsOptions['service']>,
    jobOf: () => {
      throw new TypeError('a mistake of ours')
    },
    prepare: nobody,
    replace: nobody,
    onReloaded: nobody,
  }
  const first = { changed: { zones: [] }, loader: Loader.here(), report: [] }
  const loads = new Loads(first as unknown as ConstructorParameters<typeof Loads>[0], options)
  const before = threads()
  await assert.rejects(loads.reload(), /a mistake of ours/)
  while (threads() > before) await pause(5)
  await assert.rejects(loads.reload(), /a mistake of ours/)
  while (threads() > before) await pause(5)
  await loads.stop()
})
