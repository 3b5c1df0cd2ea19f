// Run in a network namespace of its own: the network drops what goes to a server, and later does not; prints the answers.
import { execFileSync } from 'node:child_process'
import { corpZone, TestDaemon } from '../support/daemon.ts'
import { verdictTransitions } from '../support/record-table.ts'
import { TestServer } from '../support/server.ts'
import { PRIMARY, STANDBY, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

const PORT = 8080
// When the test's time is over, what it has started ends with it.
process.on('SIGTERM', () => process.exit(1))
const servers = [PRIMARY, STANDBY].map((address) => new TestServer('http', address, PORT))
await Promise.all(servers.map((server) => server.start()))
const zones = { 'corp.example.zone': corpZone(`${webCheck(PORT)}\n${wwwRecords()}`) }
const daemon = new TestDaemon({ address: '127.0.0.1', port: 5300 }, { zones })
const nft = (command: string) => execFileSync('nft', [command])
try {
  await daemon.start()
  await daemon.waitForAnswer(WWW, PRIMARY)
  nft('add table ip t; add chain ip t in { type filter hook input priority 0; }')
  nft(`add rule ip t in ip daddr ${PRIMARY} drop`)
  await daemon.waitForAnswer(WWW, STANDBY)
  const down = verdictTransitions(daemon.databaseFile).at(-1)
  nft('delete table ip t')
  const { data } = await daemon.waitForAnswer(WWW, PRIMARY)
  process.stdout.write(`${JSON.stringify({ reason: down?.reason, atTheEnd: data })}\n`)
} finally {
  await Promise.all(servers.map((server) => server.kill()))
  await daemon.remove()
}
