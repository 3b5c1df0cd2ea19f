// What was answered at a past instant, as `failover explain --at` tells it, is what clients got at that instant.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Explanation } from '../../src/control/operator.ts'
import { explainPast } from '../../src/control/past/explain-past.ts'
import { corpZone, type TestDaemon } from '../support/daemon.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

const THIRD = '127.0.0.30'

interface Instant {
  readonly what: string
  readonly atMs: number
  readonly question: string
  readonly data: readonly string[]
  readonly rcode: string
}

/** What clients get, and when: the clock is read while the answer is what it is. */
async function look(daemon: TestDaemon, what: string, question = WWW): Promise<Instant> {
  const { data, rcode } = await daemon.ask(question)
  return { what, atMs: Date.now(), question, data, rcode }
}

/** As the daemon's thread finds it, beside the daemon. */
function explainAt({ databaseFile }: TestDaemon, question: string, atMs: number): Explanation {
  const [name = '', type = 'A'] = question.split(' ')
  const result = explainPast({ databaseFile, request: { name, type, atMs } })
  assert.ok('answer' in result, JSON.stringify(result))
  return result
}

function dataIn({ answer }: Explanation): string[] {
  return answer.records.map((line) => line.split(' ').at(-1) ?? '').sort()
}

function assertAll(daemon: TestDaemon, instants: readonly Instant[]): void {
  for (const { what, atMs, question, data, rcode } of instants) {
    const explanation = explainAt(daemon, question, atMs)
    assert.deepEqual([dataIn(explanation), explanation.answer.rcode], [[...data].sort(), rcode], what)
    assert.deepEqual(
      explanation.unknown?.filter((one) => !/^(a TTL|whether we were running still)/.test(one)),
      [],
      what,
    )
  }
}

test('explain --at tells what was answered before and after a kill, a recovery, an override, an edit and a restart', async (t) => {
  const more = ';@ pool www A failback=manual'
  const { daemon, primary, port } = await startWebPool(t, { more })
  const instants = [
    await look(daemon, 'all is well'),
    await look(daemon, 'a name error', 'none.corp.example A'),
  ]

  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  instants.push(await look(daemon, 'the primary is dead'))
  const before = daemon.log().length
  await primary.start()
  await becomes(daemon, `${PRIMARY}/web`, 'up', before)
  instants.push(await look(daemon, 'it is back, and failback waits'))

  await daemon.cli('force-down', STANDBY, '--for', '1h', '--why', 'new disks')
  await daemon.waitForAnswer(WWW, PRIMARY)
  instants.push(await look(daemon, 'the standby is forced down'))
  await daemon.cli('undo', STANDBY)

  const edited = `${webCheck(port)}\n${wwwRecords()}\nwww 30 A ${THIRD} ;@ tier=1\nplain A ${THIRD}\n${more}`
  daemon.writeZone('corp.example.zone', corpZone(edited, 2))
  await daemon.waitForAnswer('plain.corp.example A', THIRD)
  instants.push(await look(daemon, 'a third server was written'))
  instants.push(await look(daemon, 'a plain record was written', 'plain.corp.example A'))

  const told = explainAt(daemon, WWW, instants[2]?.atMs ?? 0)
  const sentences = told.steps.map(({ fact, sentence }) => `${fact} ${sentence}`).join('\n')
  assert.match(sentences, /^measured 127\.0\.0\.10: 127\.0\.0\.10\/web is down: connection refused/m)
  assert.match(sentences, /^published on record: www\.corp\.example\. A answered 127\.0\.0\.20 since /m)

  await daemon.kill()
  const killedMs = Date.now()
  await daemon.start()
  instants.push(await look(daemon, 'after a restart'))
  await daemon.stop()
  const stoppedMs = Date.now()
  await daemon.start()
  assertAll(daemon, instants)

  const killed = explainAt(daemon, WWW, killedMs)
  assert.match(killed.unknown?.[0] ?? '', /^whether we were running still is not known/)
  const stopped = explainAt(daemon, WWW, stoppedMs)
  assert.match(stopped.unknown?.[0] ?? '', /^we were not running, and nobody got an answer from us: stopped /)
  assert.deepEqual(stopped.answer, { rcode: 'none', records: [], authority: [] })

  const at = new Date(instants[2]?.atMs ?? 0).toISOString()
  const said = await daemon.cli('explain', 'www.corp.example', '--at', at)
  assert.match(said.stdout, /^www\.corp\.example\. A at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n/)
  assert.match(said.stdout, /\nanswer +NOERROR\n +www\.corp\.example\. 30 IN A 127\.0\.0\.20\n/)
  const early = await daemon.cli('explain', 'www.corp.example', '--at', '30d')
  assert.deepEqual([early.code, early.stdout], [1, ''])
  assert.match(early.stderr, /nothing is on record of that time; what is begins \d{4}-/)
  const late = await daemon.cli('explain', 'www.corp.example', '--at', '2999-01-01')
  assert.deepEqual([late.code, /is yet to come/.test(late.stderr)], [2, true])
})
