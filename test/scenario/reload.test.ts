// Zone files change while the zones are served: the good ones come in, the bad ones stay out, no query is lost.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConstantAsker } from '../support/constant-asker.ts'
import { corpZone, makeDaemon, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { PRIMARY, STANDBY, startWebPool, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

const FILE = 'corp.example.zone'
const version = (n: number, serial = 1) => corpZone(`www 30 A 127.0.0.${n}`, serial)

async function serialOf(daemon: TestDaemon): Promise<number> {
  const [soa = ''] = (await daemon.ask('corp.example SOA')).data
  return Number(soa.split(' ')[2])
}

test('saving a zone file changes the answer without losing a query', async (t) => {
  const daemon = await startDaemon(t, { zones: { [FILE]: version(1) } })
  const asker = new ConstantAsker(t, daemon.endpoint, WWW)
  for (let n = 2; n <= 6; n++) {
    daemon.writeZone(FILE, version(n))
    await daemon.waitForAnswer(WWW, `127.0.0.${n}`)
  }
  const { asked, lost, different } = await asker.stop()
  assert.equal(lost, 0, `of ${asked}`)
  assert.deepEqual(
    different,
    ['1', '2', '3', '4', '5', '6'].map((n) => `NOERROR 127.0.0.${n} ttl 30`),
  )
})

test('RFC 1982 §3.1: the published serial grows with each change, whatever the serial of the file', async (t) => {
  const daemon = await startDaemon(t, { zones: { [FILE]: version(1, 100) } })
  assert.equal(await serialOf(daemon), 100)
  daemon.writeZone(FILE, version(2, 100))
  await daemon.waitForAnswer(WWW, '127.0.0.2')
  assert.equal(await serialOf(daemon), 101)
  daemon.writeZone(FILE, version(3, 7))
  await daemon.waitForAnswer(WWW, '127.0.0.3')
  assert.equal(await serialOf(daemon), 102)
  daemon.writeZone(FILE, version(4, 2_026_030_101))
  await daemon.waitForAnswer(WWW, '127.0.0.4')
  assert.equal(await serialOf(daemon), 2_026_030_101)
})

test('a broken file changes nothing and is reported by reload, status and log until it is mended', async (t) => {
  const daemon = await startDaemon(t, { zones: { [FILE]: version(1) } })
  daemon.writeZone(FILE, `${version(2)}www 30 A 127.0.0.300\n`)
  const logged = await daemon.waitForLog(
    'zone refused',
    ({ msg }) => msg?.startsWith('zone refused') === true,
  )
  assert.match(String(logged['problems']), /corp\.example\.zone:6:\d+: bad-data: /)
  assert.deepEqual((await daemon.ask(WWW)).data, ['127.0.0.1'])
  assert.equal(await serialOf(daemon), 1)

  const reload = await daemon.cli('reload')
  assert.equal(reload.code, 1)
  assert.match(
    reload.stdout,
    /refused; the last good zone stays in service\n.*corp\.example\.zone:6:\d+: bad-data: /,
  )
  const status = await daemon.cli('status')
  assert.match(status.stdout, /OLD: the file was refused/)
  assert.match(status.stdout, /corp\.example\.zone:6:\d+: bad-data: /)

  daemon.writeZone(FILE, version(3))
  await daemon.waitForAnswer(WWW, '127.0.0.3')
  assert.equal((await daemon.cli('reload')).code, 0)
  assert.doesNotMatch((await daemon.cli('status')).stdout, /OLD/)
})

test('SIGHUP and failover reload read the files again', async (t) => {
  const daemon = await makeDaemon(t, {})
  const elsewhere = join(daemon.folder, 'elsewhere.zone')
  writeFileSync(elsewhere, version(1))
  mkdirSync(join(daemon.folder, 'zones'))
  // A change behind a symbolic link is not seen by whoever watches the folder.
  symlinkSync(elsewhere, daemon.zoneFile(FILE))
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, ['127.0.0.1'])

  writeFileSync(elsewhere, version(2))
  daemon.process.signal('SIGHUP')
  await daemon.waitForAnswer(WWW, '127.0.0.2')

  writeFileSync(elsewhere, version(3))
  const { code, stdout } = await daemon.cli('reload')
  assert.equal(code, 0)
  assert.match(stdout, /corp\.example\. \(.*\): loaded/)
  assert.deepEqual((await daemon.ask(WWW)).data, ['127.0.0.3'])
  assert.match((await daemon.cli('reload')).stdout, /: unchanged/)
})

test('a new file is a new zone, and a removed file is no zone any more', async (t) => {
  const daemon = await startDaemon(t, { zones: { [FILE]: version(1) } })
  assert.equal((await daemon.ask('www.lab.example A')).rcode, 'REFUSED')
  daemon.writeZone('lab.example.zone', version(2))
  await daemon.waitForAnswer('www.lab.example A', '127.0.0.2')
  rmSync(daemon.zoneFile('lab.example.zone'))
  await daemon.waitFor('www.lab.example A', 'REFUSED', ({ rcode }) => rcode === 'REFUSED')
  assert.deepEqual((await daemon.ask(WWW)).data, ['127.0.0.1'])
})

test('a reload keeps verdicts: a server that is down stays out of the answers', async (t) => {
  const { daemon, primary, port } = await startWebPool(t)
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  const asker = new ConstantAsker(t, daemon.endpoint, WWW)
  daemon.writeZone(FILE, corpZone(`${webCheck(port)}\n${wwwRecords(20)}\nnew A 127.0.0.9`))
  await daemon.waitForAnswer('new.corp.example A', '127.0.0.9')
  const { different } = await asker.stop()
  assert.deepEqual(different, [`NOERROR ${STANDBY} ttl 30`, `NOERROR ${STANDBY} ttl 20`])
  await primary.start()
  await daemon.waitForAnswer(WWW, PRIMARY)
})
