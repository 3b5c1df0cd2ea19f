// What pools answer on the days that they are made for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpZone, startDaemon } from '../support/daemon.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

test('with everything down each pool answers what its when-all-down says, never nothing unless asked to', async (t) => {
  const names = ['primary', 'all', 'last', 'none']
  const pools = names.map((word) => `;@ pool ${word} A when-all-down=${word}\n${members(word)}`)
  const sorry = `${members('sorry')}\nsorry A 127.0.0.99 ;@ last`
  const { daemon, primary, standby } = await startWebPool(t, { more: [...pools, sorry].join('\n') })
  await primary.kill()
  for (const name of names) await daemon.waitForAnswer(`${name}.corp.example A`, STANDBY)

  await standby.kill()
  await daemon.waitForAnswer('primary.corp.example A', PRIMARY)
  await daemon.waitForAnswer('all.corp.example A', PRIMARY, STANDBY)
  await daemon.waitForAnswer('last.corp.example A', STANDBY)
  await daemon.waitForAnswer('sorry.corp.example A', '127.0.0.99')
  const none = await daemon.waitForAnswer('none.corp.example A')
  assert.deepEqual([none.rcode, none.authority.length], ['NOERROR', 1])
  assert.match(none.authority[0] ?? '', /^corp\.example\. \d+ SOA /)

  await standby.start()
  for (const name of [...names, 'sorry']) await daemon.waitForAnswer(`${name}.corp.example A`, STANDBY)
})

function members(name: string): string {
  return `${name} A ${PRIMARY} ;@ primary check=web\n${name} A ${STANDBY} ;@ standby check=web`
}

test('an MX record follows the health of the host that it names', async (t) => {
  const more = [
    `mail1 A ${PRIMARY} ;@ check=web`,
    `mail2 A ${STANDBY} ;@ check=web`,
    '@ MX 10 mail1 ;@ follow',
    '@ MX 20 mail2 ;@ follow',
  ]
  const { daemon, primary } = await startWebPool(t, { more: more.join('\n') })
  const [both, second] = [['10 mail1.corp.example.', '20 mail2.corp.example.'], '20 mail2.corp.example.']
  assert.deepEqual((await daemon.ask('corp.example MX')).data, both)
  await primary.kill()
  await daemon.waitForAnswer('corp.example MX', second)
  await primary.start()
  await daemon.waitForAnswer('corp.example MX', ...both)
})

test('a composite check counts its parts: any passes while one of them does', async (t) => {
  const more = [
    `;@ check either any web never`,
    `;@ check never tcp port=1 every=300ms timeout=300ms fall=1 rise=1`,
    `lenient A ${PRIMARY} ;@ check=either`,
    `lenient A 127.0.0.30 ;@ last`,
    `strict A ${PRIMARY} ;@ check=web,never`,
    `strict A 127.0.0.30 ;@ last`,
  ]
  const { daemon, primary } = await startWebPool(t, { more: more.join('\n') })
  await daemon.waitForAnswer('strict.corp.example A', '127.0.0.30')
  assert.deepEqual((await daemon.ask('lenient.corp.example A')).data, [PRIMARY])
  await primary.kill()
  await daemon.waitForAnswer('lenient.corp.example A', '127.0.0.30')
})

test('the records of a weighted pool answer in proportion to their weights', async (t) => {
  const lines = ';@ pool app A answers=1\napp A 127.0.0.21 ;@ weight=3\napp A 127.0.0.22 ;@ weight=1'
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone(lines) } })
  const questions = 600
  let heavy = 0
  for (let asked = 0; asked < questions; asked++) {
    const { data } = await daemon.ask('app.corp.example A')
    assert.equal(data.length, 1)
    if (data[0] === '127.0.0.21') heavy++
  }
  // Three of four, give or take more than five standard deviations.
  assert.ok(heavy > 0.65 * questions && heavy < 0.85 * questions, `${heavy} of ${questions}`)
})

test('for= prefers by the source address, and by the client subnet that a trusted resolver tells', async (t) => {
  const more = [
    `files A ${PRIMARY} ;@ check=web for=10.1.0.0/16,127.0.1.0/24`,
    `files A ${STANDBY} ;@ check=web for=10.2.0.0/16`,
  ]
  const { daemon, primary } = await startWebPool(t, { config: 'ecs: [127.0.0.1]', more: more.join('\n') })
  const name = 'files.corp.example'
  const told = (subnet: string, from: string) => daemon.dig('-b', from, `+subnet=${subnet}`, name, 'A')
  const [first, second] = [`${name}. 300 A ${PRIMARY}`, `${name}. 300 A ${STANDBY}`]

  assert.deepEqual((await daemon.ask(`${name} A`)).data, [PRIMARY, STANDBY])
  assert.deepEqual((await daemon.ask(`${name} A`, { from: '127.0.1.7' })).data, [PRIMARY])
  assert.deepEqual((await daemon.ask(`${name} A`, { from: '127.0.1.7', transport: 'tcp' })).data, [PRIMARY])
  const near = await told('10.1.2.0/24', '127.0.0.1')
  assert.deepEqual(near.answer, [first])
  assert.match(near.text, /CLIENT-SUBNET: 10\.1\.2\.0\/24\/\d+/)
  assert.deepEqual((await told('10.2.2.0/24', '127.0.0.1')).answer, [second])
  assert.deepEqual((await told('10.2.2.0/24', '127.0.1.7')).answer, [first], 'a stranger is not believed')

  await primary.kill()
  await becomes(daemon, `${PRIMARY}/web`, 'down')
  assert.deepEqual((await daemon.ask(`${name} A`, { from: '127.0.1.7' })).data, [STANDBY])
})

test('failback= waits until the better tier has been healthy for so long', async (t) => {
  const more = `;@ pool calm A failback=2s\n${members('calm')}`
  const { daemon, primary } = await startWebPool(t, { more })
  await primary.kill()
  await daemon.waitForAnswer('calm.corp.example A', STANDBY)
  await primary.start()
  await daemon.waitForAnswer(WWW, PRIMARY)
  const recoveredMs = performance.now()
  assert.deepEqual((await daemon.ask('calm.corp.example A')).data, [STANDBY])
  await daemon.waitForAnswer('calm.corp.example A', PRIMARY)
  assert.ok(performance.now() - recoveredMs > 1000)
})
