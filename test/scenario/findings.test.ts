// Files that were refused: nobody has to look into the log to learn of them.
import assert from 'node:assert/strict'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { FindingsReport } from '../../src/control/operator.ts'
import { corpZone, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { scrape } from '../support/scrape.ts'
import { askSocket } from '../support/socket-client.ts'

const GOOD = corpZone('www 30 A 127.0.0.10')
const TYPO = corpZone('web A 127.0.0.11 ;@ primery')

async function findings(daemon: TestDaemon): Promise<unknown[]> {
  const { body } = await askSocket<FindingsReport>(daemon, '/v1/findings')
  return body.files.map(({ file, origin, state, findings: [first] }) => ({
    file: file.slice(file.lastIndexOf('/') + 1),
    ...(origin === undefined ? {} : { origin }),
    state,
    place: `${first?.line}:${first?.column}: ${first?.code}`,
    wrong: first?.text?.slice(first.column - 1, (first.endColumn ?? 0) - 1),
  }))
}

const FOUND = { place: '5:21: note-word', wrong: 'primery' }
const NEW = { file: 'new.example.zone', state: 'unserved', ...FOUND }
const STALE = { file: 'corp.example.zone', origin: 'corp.example.', state: 'stale', ...FOUND }

test('a new file that is refused is told of in status and findings, before and after a restart, until it is mended', async (t) => {
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': GOOD } })
  assert.deepEqual(await findings(daemon), [])
  daemon.writeZone('new.example.zone', TYPO)
  daemon.writeZone('corp.example.zone', TYPO)
  assert.equal((await daemon.cli('reload')).code, 1)
  assert.deepEqual(await findings(daemon), [STALE, NEW])
  const { value } = await scrape({ socketPath: join(daemon.folder, 'failover.sock') })
  assert.deepEqual(
    ['served', 'stale', 'unserved'].map((state) => value('failover_zone_files', `state="${state}"`)),
    [0, 1, 1],
  )
  const shown = (await daemon.cli('status')).stdout
  assert.match(
    shown,
    /REFUSED: .*new\.example\.zone: no zone of it is in service\n {2}.*new\.example\.zone:5:21: note-word: /,
  )

  await daemon.stop()
  await daemon.start()
  assert.deepEqual(await findings(daemon), [STALE, NEW])
  assert.match((await daemon.cli('status')).stdout, /REFUSED: .*new\.example\.zone/)

  const { file } = NEW
  daemon.writeZone(file, GOOD)
  daemon.writeZone(STALE.file, GOOD)
  assert.equal((await daemon.cli('reload')).code, 0)
  assert.deepEqual(await findings(daemon), [])
  assert.doesNotMatch((await daemon.cli('status')).stdout, /REFUSED/)
})

test('a zones folder that cannot be read is told of, and what was refused before it is not forgotten', async (t) => {
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': GOOD, 'new.example.zone': TYPO } })
  const [folder, away] = [join(daemon.folder, 'zones'), join(daemon.folder, 'away')]
  renameSync(folder, away)
  for (const _ of [1, 2]) assert.equal((await daemon.cli('reload')).code, 1)
  const folderFound = { file: 'zones', state: 'unserved', place: '1:1: unreadable', wrong: undefined }
  assert.deepEqual(await findings(daemon), [folderFound, NEW])
  assert.deepEqual((await daemon.ask('www.corp.example A')).data, ['127.0.0.10'])
  renameSync(away, folder)
  assert.equal((await daemon.cli('reload')).code, 1)
  assert.deepEqual(await findings(daemon), [NEW])
})
