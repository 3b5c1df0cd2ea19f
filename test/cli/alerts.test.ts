// `failover alerts`, against a real API on a real socket.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ALERTS } from '../support/fake-alerts.ts'
import { serveOperator } from '../support/served-operator.ts'

const { run } = serveOperator()

function alerts(...args: readonly string[]) {
  return run(['alerts', ...args], 300)
}

test('alone it lists what fires, the worst first, and how it goes with the receivers', async () => {
  const { code, lines } = await alerts()
  assert.equal(code, 0)
  assert.deepEqual(
    lines.map((line) => line.replaceAll(/ {2,}/g, ' | ')),
    [
      'severity | since | what | why | pools',
      'critical | 3m 12s | nothing is healthy in intranet.corp.example. A | 0 of 2 members healthy | intranet.corp.example. A',
      'warning | 3m 12s | 10.1.0.10/web is down | connection refused; nobody is told: drained by kim: new disks | intranet.corp.example. A',
      '',
      'receiver | told | state | how',
      'on-call | 1m ago | fine | webhook to https://10.0.0.9',
      'post | never | fails for 2m: connect ECONNREFUSED 10.1.0.25:587; 1 waits after 3 attempts; 1 given up | mail to ops@corp.example through mail.corp.example:587',
    ],
  )
})

test('with --json it is what the API says', async () => {
  const { lines } = await alerts('list', '--json')
  assert.deepEqual(JSON.parse(lines.join('\n')), ALERTS)
})

test('test says what became of it, and exits with 1 when it was not delivered', async () => {
  const fine = await alerts('test', 'on-call')
  assert.deepEqual(
    [fine.code, fine.lines],
    [0, ['on-call: delivered after 12ms, webhook to https://10.0.0.9: HTTP 204']],
  )
  const failed = await alerts('test', 'post')
  assert.equal(failed.code, 1)
  assert.match(failed.lines.join(), /^post: not delivered after 12ms, .*: connect ECONNREFUSED/)
  const unknown = await alerts('test', 'nobody')
  assert.equal(unknown.code, 1)
  assert.match(unknown.errors.join(), /names no receiver nobody/)
})
