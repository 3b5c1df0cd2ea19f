// What if: servers down, or another zone file, asked of a running daemon that goes on as it is.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { PoolForecast, SimulateReport } from '../../src/control/operator.ts'
import { corpZone, type TestDaemon } from '../support/daemon.ts'
import { PRIMARY, STANDBY, startWebPool, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

const MORE = `plain A ${PRIMARY} ;@ primary
plain A ${STANDBY} ;@ standby
only A ${PRIMARY} ;@ check=web`

interface Simulated {
  readonly code: number | null
  readonly report: SimulateReport
  readonly pools: ReadonlyMap<string, PoolForecast>
}

async function simulate(daemon: TestDaemon, ...args: readonly string[]): Promise<Simulated> {
  const { code, stdout, stderr } = await daemon.cli('simulate', ...args, '--json')
  assert.equal(stderr, '')
  const report = JSON.parse(stdout) as SimulateReport
  return { code, report, pools: new Map(report.pools.map((one) => [one.pool, one])) }
}

function draftOf(daemon: TestDaemon, text: string): string {
  const folder = join(daemon.folder, 'drafts')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'corp.example.zone')
  writeFileSync(file, text)
  return file
}

test('simulate down says what would be answered, what would have nothing left, and who would go on being answered though dead', async (t) => {
  const { daemon } = await startWebPool(t, { more: MORE })

  const one = await simulate(daemon, 'down', PRIMARY)
  const www = one.pools.get('www.corp.example. A')
  assert.deepEqual([www?.was, www?.answers, www?.nothingLeft], [[PRIMARY], [STANDBY], false])
  assert.deepEqual([www?.healthyBefore, www?.healthy, www?.losesRedundancy], [2, 1, true])
  const only = one.pools.get('only.corp.example. A')
  assert.deepEqual([only?.change, only?.nothingLeft, only?.deadAnswers], ['same', true, [PRIMARY]])
  const plain = one.pools.get('plain.corp.example. A')
  assert.deepEqual([plain?.change, plain?.nothingLeft, plain?.deadAnswers], ['same', false, [PRIMARY]])
  assert.deepEqual(one.report.down, { addresses: [PRIMARY], targets: [`${PRIMARY}/web`] })
  assert.equal(one.code, 1, 'a name would have nothing left')

  const network = await simulate(daemon, 'down', '127.0.0.0/27')
  assert.deepEqual(network.report.down?.addresses, [PRIMARY, STANDBY])
  assert.equal(network.pools.get('www.corp.example. A')?.nothingLeft, true)

  const alone = await simulate(daemon, 'down', `${STANDBY}/web`)
  assert.deepEqual([alone.code, [...alone.pools.keys()]], [0, ['www.corp.example. A']])
  assert.equal(alone.pools.get('www.corp.example. A')?.change, 'same')

  const both = await simulate(daemon, 'down', `${PRIMARY}/web,www.corp.example A ${STANDBY}`)
  assert.equal(both.pools.get('www.corp.example. A')?.nothingLeft, true)

  const said = await daemon.cli('simulate', 'down', PRIMARY)
  assert.match(
    said.stdout,
    /www\.corp\.example\. A: 127\.0\.0\.10 -> 127\.0\.0\.20; healthy 2 -> 1, no redundancy/,
  )
  assert.match(said.stdout, /3 pools concerned, 1 with nothing left, 2 without redundancy/)
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY], 'nothing is changed')
})

test('simulate refuses what matches nothing, and a command line that says neither or both', async (t) => {
  const { daemon } = await startWebPool(t)
  const unknown = await daemon.cli('simulate', 'down', `${PRIMARY},192.0.2.77,127.0.0.10/8`)
  assert.equal(unknown.code, 1)
  assert.match(
    unknown.stderr,
    /"192\.0\.2\.77" matches no target.*; "127\.0\.0\.10\/8" is no network: write 127\.0\.0\.0\/8/,
  )
  for (const args of [[], ['down'], ['up', PRIMARY], ['down', PRIMARY, '--zone', 'x.zone']])
    assert.equal((await daemon.cli('simulate', ...args)).code, 2, args.join(' '))
})

test('simulate --zone is 1 when a name would lose its last healthy server, else 0, and puts nothing in place', async (t) => {
  const { daemon, primary, port } = await startWebPool(t)
  const web = webCheck(port)
  const same = await simulate(daemon, '--zone', daemon.zoneFile('corp.example.zone'))
  assert.deepEqual([same.code, same.report.pools, same.report.presumed], [0, [], []])

  const more = `${web}\n${wwwRecords()}\nnew A 127.0.0.30 ;@ check=web`
  const added = await simulate(daemon, '--zone', draftOf(daemon, corpZone(more)))
  assert.deepEqual(added.report.presumed, ['127.0.0.30/web'], 'nobody has probed it: presumed to be healthy')
  assert.deepEqual([added.code, added.pools.get('new.corp.example. A')?.change], [0, 'added'])

  const gone = await simulate(daemon, '--zone', draftOf(daemon, corpZone(web)))
  assert.deepEqual([gone.code, gone.pools.get('www.corp.example. A')?.change], [0, 'removed'])
  const bare = await simulate(daemon, '--zone', draftOf(daemon, corpZone(`www A ${PRIMARY}`)))
  const unwatched = bare.pools.get('www.corp.example. A')
  assert.deepEqual([unwatched?.change, unwatched?.answers], ['unwatched', [PRIMARY]])

  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  const draft = draftOf(daemon, corpZone(`${web}\nwww A ${PRIMARY} ;@ primary check=web`))
  const lost = await simulate(daemon, '--zone', draft)
  assert.deepEqual([lost.code, lost.pools.get('www.corp.example. A')?.nothingLeft], [1, true])
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY], 'nothing is put in place')

  const large = await simulate(daemon, '--zone', draftOf(daemon, corpZone(`${web}\n;${'x'.repeat(1 << 18)}`)))
  assert.equal(large.report.zone?.refused, false, 'a file is as large as one that can be served')
  assert.deepEqual([large.code, large.pools.get('www.corp.example. A')?.change], [0, 'removed'])
  const bad = await simulate(daemon, '--zone', draftOf(daemon, corpZone('www A 192.0.2.300')))
  assert.deepEqual([bad.code, bad.report.zone?.refused], [1, true])
  assert.match(bad.report.zone?.problems.join() ?? '', /corp\.example\.zone:\d+:\d+: /)
})
