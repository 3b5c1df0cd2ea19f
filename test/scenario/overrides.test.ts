// What people decree against a running daemon: taken out gently or at once, answered against all evidence, and back.
import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import type { DecreeReport, Status } from '../../src/control/operator.ts'
import { corpZone, type TestDaemon } from '../support/daemon.ts'
import { transitionsOf } from '../support/record-table.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

const SHORT_TTL = 4

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

async function statusOf(daemon: TestDaemon): Promise<Status> {
  return JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
}

function decreesIn(daemon: TestDaemon): string[] {
  return transitionsOf(daemon.databaseFile, 'override').map(
    ({ target, from_state, to_state }) => `${target} ${from_state} ${to_state}`,
  )
}

test('a drain lowers the TTL, then takes the server out, and ends by itself', async (t) => {
  const { daemon, port } = await startWebPool(t)
  daemon.writeZone('corp.example.zone', corpZone(`${webCheck(port)}\n${wwwRecords(SHORT_TTL)}`))
  await daemon.waitFor(WWW, 'the short TTL', ({ ttl }) => ttl === SHORT_TTL)

  // From before: each of these lasts a few seconds, which a busy machine takes to run a command.
  const seen = daemon
    .waitFor(WWW, 'the lowest TTL', ({ ttl, data }) => ttl === 1 && data.join() === PRIMARY)
    .then(() => daemon.waitForAnswer(WWW, STANDBY))
    .then(() => daemon.waitForAnswer(WWW, PRIMARY))
  const done = await daemon.cli('drain', PRIMARY, '--for', '7s', '--why', 'new disks', '--json')
  assert.equal(done.code, 0, done.stderr)
  const { override, pools } = JSON.parse(done.stdout) as DecreeReport
  assert.equal(override.who, userInfo().username)
  assert.deepEqual(
    pools.map(({ pool, was, answers }) => [pool, was, answers]),
    [['www.corp.example. A', [PRIMARY], [PRIMARY]]],
  )
  assert.ok((pools[0]?.ttlSeconds ?? SHORT_TTL) < SHORT_TTL)
  await seen
  const ended = () => decreesIn(daemon).length > 1
  await daemon.waitFor(WWW, 'the end of the drain in the history', ended)
  assert.deepEqual(decreesIn(daemon), [`${PRIMARY} none drain`, `${PRIMARY} drain none`])
  assert.equal((await statusOf(daemon)).overrides, undefined)
})

test('force-down is at once, told everywhere, survives kill -9 and a reload, and is undone', async (t) => {
  const { daemon, standby, port } = await startWebPool(t)
  const done = await daemon.cli('force-down', `${PRIMARY}/web`, '--for', 'ever', '--why', 'it loses data')
  assert.match(
    done.stdout,
    /^force-down 127\.0\.0\.10\/web: until somebody undoes it, by .*\n {2}www\.corp\.example\. A: 127\.0\.0\.10 -> 127\.0\.0\.20 /,
  )
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])

  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  daemon.writeZone('corp.example.zone', corpZone(`${webCheck(port)}\n${wwwRecords()}\nmore A 127.0.0.1`, 2))
  await daemon.waitFor('more.corp.example A', 'the edited zone', ({ data }) => data.length === 1)
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])

  await standby.kill()
  await becomes(daemon, `${STANDBY}/web`, 'down')
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY], 'nor is it answered when all others fail')
  const sick = oneLine((await daemon.cli('explain', 'www.corp.example')).stdout)
  assert.match(sick, /the first tier is answered as declared, of those that nobody has forced down/)
  await standby.start()

  const why = 'force-down by \\S+ for ever: it loses data'
  const status = oneLine((await daemon.cli('status')).stdout)
  assert.match(status, /Overrides \(1\) .*127\.0\.0\.10\/web force-down never/)
  assert.match(status, new RegExp(`127\\.0\\.0\\.10 web up, ${why}`))
  const explained = oneLine((await daemon.cli('explain', 'www.corp.example')).stdout)
  assert.match(explained, new RegExp(`decreed 127\\.0\\.0\\.10: 127\\.0\\.0\\.10/web: ${why}`))

  const other = await daemon.cli('undo', STANDBY)
  assert.ok(other.stderr.includes(`has the target "${STANDBY}"; there is "${PRIMARY}/web"`), other.stderr)
  const undone = await daemon.cli('undo', `${PRIMARY}/*`)
  assert.match(
    undone.stdout,
    /^force-down 127\.0\.0\.10\/web: ended\n {2}www\.corp\.example\. A: 127\.0\.0\.20 -> /,
  )
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  const again = await daemon.cli('undo', `${PRIMARY}/web`)
  assert.deepEqual([again.code, again.stderr.includes('there is none at all')], [1, true])
  assert.deepEqual(decreesIn(daemon), [`${PRIMARY}/web none force-down`, `${PRIMARY}/web force-down none`])
})

test('force-up answers a server that fails, and a newer decree takes the place of an older one', async (t) => {
  const { daemon, primary } = await startWebPool(t, { more: ';@ pool www A failback=manual' })
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  const member = ['www.corp.example', 'A', PRIMARY]
  const up = await daemon.cli('force-up', ...member, '--for', '1h', '--why', 'only its check is broken')
  assert.equal(up.code, 0, up.stderr)
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  assert.equal(
    (await daemon.cli('force-down', ...member, '--for', '1h', '--why', 'no, it is broken')).code,
    0,
  )
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  assert.deepEqual(
    (await statusOf(daemon)).overrides?.map(({ target, decree }) => `${decree} ${target}`),
    [`force-down www.corp.example A ${PRIMARY}`],
  )
  const said = `www.corp.example A ${PRIMARY}`
  const all = [`${said} none force-up`, `${said} force-up none`, `${said} none force-down`]
  assert.deepEqual(decreesIn(daemon), all)
})

test('an override whose time is over while nobody runs is ended at the next start', async (t) => {
  const { daemon } = await startWebPool(t)
  const soon = ['--for', '1s', '--why', 'a moment']
  assert.equal((await daemon.cli('force-down', PRIMARY, ...soon)).code, 0)
  await daemon.kill()
  await daemon.start()
  await daemon.waitForAnswer(WWW, PRIMARY)
  await daemon.waitFor(WWW, 'the end in the history', () => decreesIn(daemon).length > 1)
})

test('what matches nothing is refused, and the nearest is named', async (t) => {
  const { daemon } = await startWebPool(t)
  const refuse = async (target: string) => {
    const { code, stderr } = await daemon.cli('drain', target, '--for', '1h', '--why', 'new disks')
    assert.equal(code, 1)
    return stderr
  }
  assert.match(
    await refuse('127.0.0.11'),
    /"127\.0\.0\.11" matches no target.*; the nearest is "127\.0\.0\.10"/,
  )
  assert.match(await refuse('ww.corp.example'), /the nearest is "www\.corp\.example"/)
  assert.match(await refuse('10.*/web'), /the nearest is "127\.0\.0\.\d0\/web"/)
  const short = await daemon.cli('drain', PRIMARY, '--for', '10s', '--why', 'new disks')
  assert.match(short.stderr, /a drain takes as long as the TTL, 30s, and this one would end before/)
  assert.deepEqual(decreesIn(daemon), [])
})

async function report(daemon: TestDaemon, ...args: readonly string[]): Promise<DecreeReport> {
  return JSON.parse((await daemon.cli(...args, '--json')).stdout) as DecreeReport
}

test('a dry run tells what the real one tells then, and changes nothing', async (t) => {
  const { daemon } = await startWebPool(t)
  const generation = (await statusOf(daemon)).node.generation
  for (const args of [
    ['force-down', PRIMARY, '--for', '1h', '--why', 'new disks'],
    ['drain', STANDBY, '--for', '1h', '--why', 'new disks'],
    ['undo', PRIMARY],
    ['force-up', PRIMARY, '--for', 'ever', '--why', 'new disks'],
    ['undo', '*'],
  ]) {
    const before = decreesIn(daemon)
    const answered = (await daemon.ask(WWW)).data
    const dry = await report(daemon, ...args, '--dry-run')
    assert.deepEqual([dry.dryRun, decreesIn(daemon)], [true, before], args.join(' '))
    assert.deepEqual((await daemon.ask(WWW)).data, answered)
    assert.deepEqual(answered, dry.pools[0]?.was)
    const done = await report(daemon, ...args)
    assert.deepEqual(lasting(done.pools), lasting(dry.pools), args.join(' '))
    assert.deepEqual((await daemon.ask(WWW)).data, dry.pools[0]?.answers, args.join(' '))
  }
  assert.ok((await statusOf(daemon)).node.generation > generation)
})

/** Both were a moment apart: what counts seconds may differ. */
function lasting(pools: DecreeReport['pools']): unknown[] {
  return pools.map(({ ttlSeconds: _, why: __, ...rest }) => rest)
}

test('a dry run of a drain tells what is left when its time is over, with what is drained already', async (t) => {
  const { daemon } = await startWebPool(t)
  const first = await report(daemon, 'drain', PRIMARY, '--dry-run')
  assert.deepEqual(lasting(first.pools), [
    {
      pool: 'www.corp.example. A',
      was: [PRIMARY],
      answers: [PRIMARY],
      settled: [STANDBY],
      healthyBefore: 2,
      healthy: 1,
      nothingLeft: false,
      losesRedundancy: true,
    },
  ])
  assert.equal((await daemon.cli('drain', PRIMARY, '--for', '1h', '--why', 'new disks')).code, 0)
  // The first one has not taken its time yet.
  const second = await daemon.cli('drain', STANDBY, '--dry-run')
  assert.equal(second.code, 1)
  assert.match(second.stdout, /healthy 2 -> 0, NOTHING LEFT\na dry run: nothing was changed\n$/)
})
