// A zone too large to be loaded beside the answers: it comes from the loading thread, its rows behind its first answer.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { ConstantAsker } from '../support/constant-asker.ts'
import { corpZone, makeDaemon, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { startServers } from '../support/server.ts'
import { PRIMARY, STANDBY, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

const FILE = 'corp.example.zone'
const HOSTS = 12_000
const LAST = `host-${HOSTS - 1}.corp.example A`

/** About 310 KB: above what a start loads without a thread. */
function largeZone(lines: string): string {
  const hosts = Array.from({ length: HOSTS }, (_, i) => `host-${i} 60 A 10.0.${i >> 8}.${i & 255}`)
  return corpZone(`${hosts.join('\n')}\n${lines}`)
}

const [HIGH, LOW] = [(HOSTS - 1) >> 8, (HOSTS - 1) & 255]

interface Table {
  readonly complete: number
  readonly rows: number
}

function tableOf({ databaseFile }: TestDaemon): Table {
  const db = new Database(databaseFile, { readonly: true, timeout: 5000 })
  try {
    const sql = 'SELECT (SELECT min(complete) FROM zones) AS complete, (SELECT count(*) FROM records) AS rows'
    return db.prepare<[], Table>(sql).get() ?? { complete: 0, rows: 0 }
  } finally {
    db.close()
  }
}

async function waitForTable(daemon: TestDaemon, rows: number): Promise<void> {
  for (let look = 0; look < 1000; look++) {
    const table = tableOf(daemon)
    if (table.complete === 1 && table.rows === rows) return
    await pause(10)
  }
  assert.fail(`${JSON.stringify(tableOf(daemon))} instead of ${rows} rows\n${daemon.process.story()}`)
}

function serve(t: TestContext): Promise<TestDaemon> {
  return startDaemon(t, { zones: { [FILE]: largeZone('www 30 A 127.0.0.1') } })
}

test('a large zone is answered at once, and its record table is filled behind; an edit writes what differs', async (t) => {
  const daemon = await serve(t)
  assert.deepEqual((await daemon.ask(LAST)).data, [`10.0.${HIGH}.${LOW}`])
  await waitForTable(daemon, HOSTS + 4)
  const asker = new ConstantAsker(t, daemon.endpoint, LAST)
  daemon.writeZone(FILE, largeZone('www 30 A 127.0.0.2\nftp 30 A 127.0.0.3'))
  await daemon.waitForAnswer('ftp.corp.example A', '127.0.0.3')
  await daemon.waitForLog('a small edit', ({ msg }) => msg?.startsWith('a small edit') === true)
  assert.deepEqual((await daemon.ask('www.corp.example A')).data, ['127.0.0.2'])
  await waitForTable(daemon, HOSTS + 5)
  const { asked, lost } = await asker.stop()
  assert.equal(lost, 0, `of ${asked}`)
})

test('a small edit is kept as soon as it is answered: table, text and a restart after kill -9 have it', async (t) => {
  const daemon = await serve(t)
  await waitForTable(daemon, HOSTS + 4)
  const before = await daemon.ask('corp.example SOA')
  daemon.writeZone(FILE, largeZone('a.b.c 30 A 127.0.0.7'))
  await daemon.waitForAnswer('a.b.c.corp.example A', '127.0.0.7')
  // Each answer is put in place by itself, what is gone behind what is new.
  await daemon.waitFor('www.corp.example A', 'NXDOMAIN', ({ rcode }) => rcode === 'NXDOMAIN')
  assert.equal((await daemon.ask('b.c.corp.example A')).rcode, 'NOERROR')
  assert.notDeepEqual((await daemon.ask('corp.example SOA')).data, before.data)
  await daemon.kill()
  const rows = tableOf(daemon)
  assert.deepEqual(rows, { complete: 1, rows: HOSTS + 4 })
  await daemon.start()
  assert.deepEqual((await daemon.ask('a.b.c.corp.example A')).data, ['127.0.0.7'])
  await waitForTable(daemon, HOSTS + 4)
  const exported = await daemon.cli('export', 'corp.example')
  assert.match(exported.stdout, /^a\.b\.c\.corp\.example\.\s+30\s+IN\s+A\s+127\.0\.0\.7$/m)
})

test('small edits, whole loads and flips follow each other; kill -9 in between loses nothing', async (t) => {
  const port = await freePort(PRIMARY, STANDBY)
  const [primary] = await startServers(t, 'http', port, [PRIMARY, STANDBY])
  const textOf = (lines: string) => largeZone(`${webCheck(port)}\n${wwwRecords()}\n${lines}`)
  const daemon = await startDaemon(t, { zones: { [FILE]: textOf('') } })
  await waitForTable(daemon, HOSTS + 5)
  const amended = () => daemon.log().filter(({ msg }) => msg?.startsWith('a small edit')).length
  const untilAmended = (times: number) =>
    daemon.process.until(`${times} small edits`, () => (amended() === times ? true : undefined))

  daemon.writeZone(FILE, textOf('new 30 A 127.0.0.7'))
  await daemon.waitForAnswer('new.corp.example A', '127.0.0.7')
  await primary?.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  daemon.writeZone(FILE, textOf('a.NEW 30 A 127.0.0.8\nnew 30 A 127.0.0.9'))
  await daemon.waitForAnswer('a.new.corp.example A', '127.0.0.8')
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  await untilAmended(2)

  daemon.writeZone(FILE, textOf('a.NEW 30 A 127.0.0.8\nalias 30 CNAME www'))
  await daemon.waitFor('alias.corp.example A', STANDBY, ({ data }) => data.includes(STANDBY))
  assert.equal((await daemon.ask('new.corp.example A')).rcode, 'NOERROR')
  assert.equal(amended(), 2, 'an alias has the zone loaded whole')
  await waitForTable(daemon, HOSTS + 7)

  daemon.writeZone(FILE, textOf('A.new 30 A 127.0.0.10\nalias 30 CNAME www'))
  await daemon.waitForAnswer('a.new.corp.example A', '127.0.0.10')
  await untilAmended(3)
  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask('a.new.corp.example A')).data, ['127.0.0.10'])
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  await waitForTable(daemon, HOSTS + 7)
  daemon.writeZone(FILE, textOf('alias 30 CNAME www\nlast 30 A 127.0.0.11'))
  await daemon.waitForAnswer('last.corp.example A', '127.0.0.11')
  await primary?.start()
  await daemon.waitFor('alias.corp.example A', PRIMARY, ({ data }) => data.includes(PRIMARY))
  await waitForTable(daemon, HOSTS + 7)
})

test('kill -9 while the table is filled: the next start completes it', async (t) => {
  const daemon = await serve(t)
  while (tableOf(daemon).rows < 1000) await pause(1)
  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask(LAST)).data, [`10.0.${HIGH}.${LOW}`])
  await waitForTable(daemon, HOSTS + 4)
})

test('a broken file beside a good one that changes: the last good zone is compiled again from the text that was kept', async (t) => {
  const daemon = await serve(t)
  daemon.writeZone(FILE, 'this is no zone')
  await daemon.waitForLog('zone refused', ({ msg }) => msg?.startsWith('zone refused') === true)
  daemon.writeZone('other.example.zone', corpZone('www 30 A 127.0.0.9'))
  await daemon.waitForAnswer('www.other.example A', '127.0.0.9')
  assert.deepEqual((await daemon.ask(LAST)).data, [`10.0.${HIGH}.${LOW}`])
  const exported = await daemon.cli('export', 'corp.example')
  assert.equal(exported.code, 0, exported.stderr)
  assert.equal(exported.stdout.trimEnd().split('\n').length, HOSTS + 4)
})

test('SIGTERM while a large zone is loaded ends the daemon at once, and nothing is lost', async (t) => {
  const daemon = await serve(t)
  await waitForTable(daemon, HOSTS + 4)
  const reload = daemon.cli('reload')
  daemon.writeZone(FILE, largeZone('www 30 A 127.0.0.2'))
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null })
  await reload
  await daemon.start()
  assert.deepEqual((await daemon.ask('www.corp.example A')).data, ['127.0.0.2'])
})

test('a start that fails beside a large zone ends, instead of waiting for the loading thread', async (t) => {
  const daemon = await serve(t)
  const { address, port } = daemon.endpoint
  const second = await makeDaemon(t, { zones: { [FILE]: largeZone('') }, endpoint: { address, port } })
  const { code, stderr } = await second.startInVain()
  assert.equal(code, 5, stderr)
  const broken = await makeDaemon(t, { zones: { [FILE]: `${largeZone('')}x A 1.2.3\n` } })
  assert.equal((await broken.startInVain()).code, 5)
})
