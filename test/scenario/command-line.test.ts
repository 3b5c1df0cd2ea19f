// The commands that ask a running daemon, and what they say when there is none.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { Explanation, Status } from '../../src/control/operator.ts'
import { corpZone, makeDaemon, startDaemon } from '../support/daemon.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, webCheck, wwwRecords } from '../support/web-pool.ts'

test('status and explain tell why the standby is answered, in words and in JSON', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  await primary.kill()
  await becomes(daemon, `${PRIMARY}/web`, 'down')

  const told = await daemon.cli('status')
  assert.equal(told.code, EXIT.fine.code)
  assert.match(told.stdout, /www\.corp\.example\.\s+A\s+127\.0\.0\.20 \(30s\)\s+1 of 2/)
  assert.match(told.stdout, /127\.0\.0\.10\s+web\s+down .*connection refused/)

  const status = JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
  const [pool] = status.pools
  assert.deepEqual(
    pool?.answers.map(({ data }) => data),
    [STANDBY],
  )
  const target = status.targets.find(({ address }) => address === PRIMARY)
  assert.deepEqual([target?.state, target?.last?.ending], ['down', 'refused'])

  const explained = await daemon.cli('explain', 'www.corp.example', '--from', '10.1.2.3')
  assert.equal(explained.code, EXIT.fine.code)
  assert.match(explained.stdout, /declared.*measured.*127\.0\.0\.10\/web is down.*published.*answer/s)
  const { stdout } = await daemon.cli('explain', 'www.corp.example', 'A', '--json')
  const { answer } = JSON.parse(stdout) as Explanation
  assert.equal(answer.rcode, 'NOERROR')
  assert.match(answer.records.join(), /^www\.corp\.example\.\s+\d+\s+(IN\s+)?A\s+127\.0\.0\.20$/)
})

test('check tells the worst-case failover time of each pool without a daemon', async (t) => {
  const text = corpZone(`${webCheck(80, 'every=2s timeout=1s fall=3 rise=2')}\n${wwwRecords()}`)
  const daemon = await makeDaemon(t, { zones: { 'corp.example.zone': text } })
  const { code, stdout } = await daemon.cli('check')
  assert.equal(code, EXIT.fine.code)
  // 2 s, twice 1.1 s until it is confirmed, 1 s, and the TTL of 30 s.
  assert.match(stdout, /www\.corp\.example\.\s+A\s.*35s200ms/)
  const json = await daemon.cli('check', '--json')
  assert.ok(JSON.parse(json.stdout))
})

test('the socket is for its owner only, and without a daemon the commands end with exit code 4', async (t) => {
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone('www A 127.0.0.10') } })
  assert.equal(statSync(join(daemon.folder, 'failover.sock')).mode & 0o777, 0o600)
  await daemon.stop()
  for (const command of [['status'], ['explain', 'www.corp.example'], ['reload']]) {
    const { code, stderr } = await daemon.cli(...command)
    assert.equal(code, EXIT.unreachable.code)
    assert.match(stderr, /no daemon is running/)
  }
  await daemon.start()
  await daemon.kill()
  const { code, stderr } = await daemon.cli('status')
  assert.equal(code, EXIT.unreachable.code)
  assert.match(stderr, /no daemon is running: nobody answers/)
})
