// The tools that administrators type, against the real daemon: dig, kdig, drill and host.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { corpZone, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { OwnProcess } from '../support/own-process.ts'
import { skipWithout } from '../support/peers/peer.ts'

const ADDRESSES = 60
const ZONE = corpZone(`
www        30 A     127.0.1.1
           30 AAAA  ::1
alias      60 CNAME www
mail       30 MX    10 www
a\\.dot    30 TXT   "one; two" "\\\\three"
${Array.from({ length: ADDRESSES }, (_, i) => `many 30 A 127.0.2.${i}`).join('\n')}
`)

const IDENTITY = 'identity: { version: "ours 1", id: "node-a" }'

/** A daemon for this program to ask; undefined when the program is not installed. */
async function startFor(t: TestContext, program: string): Promise<TestDaemon | undefined> {
  if (skipWithout(t, program)) return undefined
  return await startDaemon(t, { zones: { 'corp.test.zone': ZONE }, config: IDENTITY })
}

async function output(program: string, ...args: readonly string[]): Promise<string> {
  const run = new OwnProcess(program, args)
  const { code } = await run.ended
  assert.equal(code, 0, run.story())
  return run.stdout.replace(/[ \t]+/g, ' ')
}

test('dig: cookie, NSID and buffer size are understood', async (t) => {
  const daemon = await startFor(t, 'dig')
  if (daemon === undefined) return
  const { address, port } = daemon.endpoint
  const at = [`@${address}`, '-p', String(port), '+time=3', '+tries=1', '+norecurse']
  const all = await output('dig', ...at, '+cookie', '+nsid', '+bufsize=1400', '+dnssec', 'www.corp.test', 'A')
  assert.match(all, /status: NOERROR/)
  assert.match(all, /flags: qr aa;/)
  assert.match(all, /EDNS: version: 0, flags: do; udp: 1232/)
  assert.match(all, /^; NSID: .*\("node-a"\)$/m)
  assert.match(all, /^; COOKIE: [0-9a-f]{48} \(good\)$/m)
  assert.match(all, /^www\.corp\.test\. 30 IN A 127\.0\.1\.1$/m)
  assert.doesNotMatch(all, /WARNING|Warning|malformed|mismatch/)
})

test('dig: a truncated answer is asked again over TCP', async (t) => {
  const daemon = await startFor(t, 'dig')
  if (daemon === undefined) return
  const { address, port } = daemon.endpoint
  const at = [`@${address}`, '-p', String(port), '+time=3', '+tries=1']
  const retried = await output('dig', ...at, '+noedns', 'many.corp.test', 'A')
  assert.match(retried, /Truncated, retrying in TCP mode/)
  assert.match(retried, new RegExp(`ANSWER: ${ADDRESSES},`))
  const whole = await output(
    'dig',
    ...at,
    '+tcp',
    '+keepopen',
    'many.corp.test',
    'A',
    'www.corp.test',
    'AAAA',
  )
  assert.match(whole, /^www\.corp\.test\. 30 IN AAAA ::1$/m)
})

test('dig: odd names, other versions, opcodes and flags', async (t) => {
  const daemon = await startFor(t, 'dig')
  if (daemon === undefined) return
  const { address, port } = daemon.endpoint
  const ask = (...args: readonly string[]): Promise<string> =>
    output('dig', `@${address}`, '-p', String(port), '+time=3', '+tries=1', '+norecurse', ...args)
  assert.match(
    await ask('a\\.dot.corp.test', 'TXT'),
    /^a\\\.dot\.corp\.test\. 30 IN TXT "one; two" "\\\\three"$/m,
  )
  assert.match(await ask('+edns=1', '+noednsnegotiation', 'www.corp.test'), /status: BADVERS/)
  assert.match(await ask('+ednsopt=65001:abcd', '+ednsflags=0x40', 'www.corp.test'), /status: NOERROR/)
  assert.match(await ask('+opcode=status', 'www.corp.test'), /status: NOTIMP/)
  assert.match(await ask('+header-only', '+nocookie'), /status: FORMERR/)
  assert.match(await ask('+header-only', '+cookie'), /COOKIE: [0-9a-f]{48} \(good\)/)
  assert.match(await ask('www.elsewhere.example'), /status: REFUSED/)
  assert.match(await ask('version.bind', 'CH', 'TXT'), /^version\.bind\. 0 CH TXT "ours 1"$/m)
  assert.match(await ask('id.server', 'CH', 'TXT'), /^id\.server\. 0 CH TXT "node-a"$/m)
})

test('kdig: UDP and TCP, cookie, NSID, padding and buffer size', async (t) => {
  const daemon = await startFor(t, 'kdig')
  if (daemon === undefined) return
  const { address, port } = daemon.endpoint
  for (const transport of ['+notcp', '+tcp']) {
    const options = [
      '+timeout=3',
      '+retry=0',
      '+norec',
      transport,
      '+cookie',
      '+nsid',
      '+padding=128',
      '+bufsize=4096',
    ]
    const text = await output('kdig', `@${address}`, '-p', String(port), ...options, 'mail.corp.test', 'MX')
    assert.match(text, /status: NOERROR/)
    assert.match(text, /Flags: qr aa;/)
    assert.match(text, /^mail\.corp\.test\. 30 IN MX 10 www\.corp\.test\.$/m)
    assert.match(text, /^www\.corp\.test\. 30 IN A 127\.0\.1\.1$/m)
    assert.doesNotMatch(text, /^;; (WARNING|ERROR)/m)
  }
})

test('drill: an alias and what is behind it', async (t) => {
  const daemon = await startFor(t, 'drill')
  if (daemon === undefined) return
  const { address, port } = daemon.endpoint
  for (const transport of ['-u', '-t']) {
    const text = await output('drill', transport, '-p', String(port), 'alias.corp.test', `@${address}`, 'A')
    assert.match(text, /rcode: NOERROR/)
    assert.match(text, /^alias\.corp\.test\. 60 IN CNAME www\.corp\.test\.$/m)
    assert.match(text, /^www\.corp\.test\. 30 IN A 127\.0\.1\.1$/m)
  }
})

test('host: addresses and mail of a name in one go', async (t) => {
  const daemon = await startFor(t, 'host')
  if (daemon === undefined) return
  const { address, port } = daemon.endpoint
  const text = await output('host', '-W', '3', '-p', String(port), 'alias.corp.test', address)
  assert.match(text, /^alias\.corp\.test is an alias for www\.corp\.test\.$/m)
  assert.match(text, /^www\.corp\.test has address 127\.0\.1\.1$/m)
  assert.match(text, /^www\.corp\.test has IPv6 address ::1$/m)
})
