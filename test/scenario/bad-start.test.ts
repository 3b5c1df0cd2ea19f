// Everything that can keep the daemon from starting: a sentence that names it, and a documented exit code.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import Database from 'better-sqlite3'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { corpZone, type Ended, makeDaemon, startDaemon, type TestDaemon } from '../support/daemon.ts'

const ZONES = { 'corp.example.zone': corpZone('www 30 A 127.0.0.10') }
const QUESTION = 'www.corp.example A'

function isRefused(
  { code, stdout, stderr }: Ended,
  sentence: RegExp,
  expected: number = EXIT.start.code,
): void {
  assert.match(stderr, sentence)
  assert.doesNotMatch(stderr, /^ {4}at /m, 'a sentence, not a stack')
  assert.equal(stdout, '')
  assert.equal(code, expected)
}

test('a port that is taken, for UDP or for TCP, is named with the command that finds who has it', async (t) => {
  const daemon = await makeDaemon(t, { zones: ZONES })
  const { address, port } = daemon.endpoint
  const udp = createSocket('udp4').bind(port, address)
  await once(udp, 'listening')
  isRefused(
    await daemon.startInVain(),
    new RegExp(`UDP ${address}:${port}: another process has this port.*ss -lnp`),
  )
  udp.close()
  await once(udp, 'close')
  const tcp = createServer().listen(port, address)
  await once(tcp, 'listening')
  isRefused(await daemon.startInVain(), new RegExp(`TCP ${address}:${port}: another process has this port`))
  tcp.close()
  await once(tcp, 'close')
  await daemon.start()
})

test('a database that another daemon owns is refused, and its owner goes on serving', async (t) => {
  const owner = await startDaemon(t, { zones: ZONES })
  const config = `database: ${owner.databaseFile}`
  const second = await makeDaemon(t, { zones: ZONES, config })
  const locked = new RegExp(`another failover \\(process ${owner.process.pid}\\) owns this database`)
  isRefused(await second.startInVain(), locked)
  assert.deepEqual((await owner.ask(QUESTION)).data, ['127.0.0.10'])
})

test('a database that is truncated, newer, of another program, garbage or a folder is refused untouched', async (t) => {
  const daemon = await stoppedDaemon(t)
  const backup = `${daemon.databaseFile}.good`
  copyFileSync(daemon.databaseFile, backup)
  const withDatabase = async (spoil: (file: string) => void, sentence: RegExp) => {
    copyFileSync(backup, daemon.databaseFile)
    spoil(daemon.databaseFile)
    isRefused(await daemon.startInVain(), sentence)
  }
  await withDatabase(
    (file) => truncateSync(file, 10_000),
    /failover\.db: .*(damaged|malformed).*: move the file away/,
  )
  await withDatabase(
    (file) => change(file, 'PRAGMA user_version = 999'),
    /has version 999, this failover knows versions up to \d+: run the newer failover/,
  )
  await withDatabase(
    (file) => change(file, 'PRAGMA application_id = 1'),
    /SQLite database of another program: check the `database` path/,
  )
  await withDatabase(
    (file) => writeFileSync(file, 'not a database at all\n'.repeat(500)),
    /file is not a database: /,
  )
  rmSync(daemon.databaseFile)
  mkdirSync(daemon.databaseFile)
  isRefused(
    await daemon.startInVain(),
    /failover\.db: .*: check that the folder exists and that the path names a file/,
  )
  rmSync(daemon.databaseFile, { recursive: true })
  copyFileSync(backup, daemon.databaseFile)
  await daemon.start()
})

test('a database that may not be written is refused', {
  skip: process.getuid?.() === 0 ? false : 'only root can start a daemon as somebody else',
}, async (t) => {
  const daemon = await stoppedDaemon(t)
  chmodSync(daemon.folder, 0o755)
  isRefused(
    await daemon.startInVain({ userId: 65_534 }),
    /failover\.db.*: make the file and its folder writable/,
  )
})

test('without a zones folder, or with nothing in it that can be served, there is no start', async (t) => {
  const missing = await makeDaemon(t, {})
  isRefused(await missing.startInVain(), /zones folder .*\/zones: there is no such file or folder/)
  const empty = await makeDaemon(t, { zones: {} })
  isRefused(await empty.startInVain(), /\/zones: there is no zone that can be served/)
  const broken = await makeDaemon(t, { zones: { 'corp.example.zone': '@ NS ns1\n' } })
  isRefused(await broken.startInVain(), /corp\.example\.zone:1:1: soa-missing: /)
})

test('a wrong failover.yaml is told with line, column and the nearest key, and ends every command', async (t) => {
  const daemon = await makeDaemon(t, { zones: ZONES, config: 'databse: failover.db\nlog: loud' })
  const ended = await daemon.startInVain()
  isRefused(
    ended,
    /failover\.yaml:2:1: unknown-key: there is no key databse.*database/,
    EXIT.configuration.code,
  )
  assert.match(ended.stderr, /failover\.yaml:3:6: bad-value: expected one of /)
  isRefused(await daemon.cli('status'), /failover\.yaml:2:1: unknown-key: /, EXIT.configuration.code)
  daemon.configure('log: [')
  isRefused(await daemon.startInVain(), /failover\.yaml:\d+:\d+: syntax: /, EXIT.configuration.code)
  rmSync(daemon.configFile)
  isRefused(await daemon.startInVain(), /unreadable: there is no such file/, EXIT.configuration.code)
})

/** It has served once, so that its database is whole. */
async function stoppedDaemon(t: TestContext): Promise<TestDaemon> {
  const daemon = await startDaemon(t, { zones: ZONES })
  await daemon.stop()
  return daemon
}

function change(file: string, statement: string): void {
  const db = new Database(file)
  db.exec(statement)
  db.close()
}
