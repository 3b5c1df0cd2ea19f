// Run in a mount namespace of its own: the disk under the database is full, and later is not; prints what came of it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { corpZone, TestDaemon } from '../support/daemon.ts'
import { publishedData } from '../support/record-table.ts'
import { scrape } from '../support/scrape.ts'
import { TestServer } from '../support/server.ts'
import { becomes, PRIMARY, STANDBY, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

/** The size of the disk is 4 MiB: more than this is never free. */
const MAX_CHUNKS = 1024
const CHUNK = Buffer.alloc(4096, 1)

// A folder of its own: the code that runs here may itself stand below the one for temporary files.
const disk = mkdtempSync(join(tmpdir(), 'failover-full-disk-'))
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', disk])
process.env['TMPDIR'] = disk
const filler = join(disk, 'filler')

/** Until nothing more fits. */
function fillDisk(): void {
  try {
    for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) writeFileSync(filler, CHUNK, { flag: 'a' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}

const PORT = 8080
// When the test's time is over, what it has started ends with it.
process.on('SIGTERM', () => process.exit(1))
const servers = [PRIMARY, STANDBY].map((address) => new TestServer('http', address, PORT))
await Promise.all(servers.map((server) => server.start()))
const zones = { 'corp.example.zone': corpZone(`${webCheck(PORT)}\n${wwwRecords()}`) }
const daemon = new TestDaemon({ address: '127.0.0.1', port: 5300 }, { zones, config: 'socket: s' })
const owed = async () => {
  const { value } = await scrape({ socketPath: join(daemon.folder, 's') })
  return value('failover_database_owed_changes') ?? 0
}
const published = () => publishedData(daemon.databaseFile, 'www.corp.example.', 'A').join()
try {
  await daemon.start()
  await Promise.all([PRIMARY, STANDBY].map((address) => becomes(daemon, `${address}/web`, 'up')))
  fillDisk()
  await daemon.waitForLog('full disk', ({ msg }) => msg === 'outcomes could not be written')
  await servers[0]?.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  const refusal = await daemon.waitForLog(
    'refusal',
    ({ msg }) => msg?.includes('answered all the same') === true,
  )
  const whileFull = published()
  const owedThen = await owed()
  rmSync(filler)
  await daemon.waitFor(WWW, 'flags that are made good', () => published() === STANDBY)
  // The text of the metrics is kept for a second.
  while ((await owed()) > 0) await pause(100)
  process.stdout.write(`${JSON.stringify({ whileFull, owedThen, error: JSON.stringify(refusal['err']) })}\n`)
} finally {
  await Promise.all(servers.map((server) => server.kill()))
  await daemon.remove()
  execFileSync('umount', [disk])
  rmdirSync(disk)
}
