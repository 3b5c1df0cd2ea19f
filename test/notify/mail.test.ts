// Mail against a real SMTP server: encryption, login, threads, and what each refusal means.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { notificationOf } from '../../src/alert/notification.ts'
import { type MailBox, mail } from '../../src/notify/mail.ts'
import { alert } from '../alert/alerts.ts'
import { makeAuthority } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'
import { fieldOf, type MailServer, startMailServer } from '../support/inbox.ts'
import { notification, sent, sentText } from './sending.ts'

const authority = makeAuthority()
after(() => authority.remove())
const CREDENTIALS = authority.issue(['IP:127.0.0.1'], 30)
const OPEN = { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] }

function boxOf({ port }: Pick<MailServer, 'port'>, rest: Partial<MailBox> = {}) {
  return mail({
    host: '127.0.0.1',
    port,
    encryption: 'starttls',
    caFile: authority.file,
    login: undefined,
    from: 'failover@corp.example',
    to: ['ops@corp.example'],
    timeoutMs: 5000,
    ...rest,
  })
}

test('a mail goes over STARTTLS, with a subject, a lasting id, and a time', async (t) => {
  const server = await startMailServer(t, { ...CREDENTIALS, authOptional: true })
  assert.match(await sent(boxOf(server)), /^taken: taken for 1 \(250 /)
  const [got] = server.items
  assert.ok(got?.isEncrypted)
  assert.equal(fieldOf(got, 'subject'), '[failover ns1] WARNING: 10.1.0.1/web is down')
  assert.equal(fieldOf(got, 'message-id'), '<msg_2KWPBgLlAfxdpx2AI54pPJ85f4W@corp.example>')
  assert.equal(fieldOf(got, 'date'), 'Sun, 01 Mar 2026 12:00:00 +0000')
  assert.equal(fieldOf(got, 'references'), undefined)
  assert.match(got.text, /since 2026-03-01T12:00:00Z/)
})

test('RFC 3834 §5: a mail says that no person has written it', async (t) => {
  const server = await startMailServer(t, OPEN)
  await sent(boxOf(server, { encryption: 'none' }))
  const [got] = server.items
  assert.equal(got && fieldOf(got, 'auto-submitted'), 'auto-generated')
})

test('a mail about something that was told before refers to the mail that told of it', async (t) => {
  const server = await startMailServer(t, OPEN)
  await sent(boxOf(server, { encryption: 'none' }), notification(['msg_1', 'msg_2']))
  const [got] = server.items
  assert.equal(got && fieldOf(got, 'references'), '<msg_1@corp.example> <msg_2@corp.example>')
  assert.equal(got && fieldOf(got, 'in-reply-to'), '<msg_2@corp.example>')
})

test('TLS from the first octet is spoken where that is said', async (t) => {
  const server = await startMailServer(t, { ...CREDENTIALS, secure: true, authOptional: true })
  assert.match(await sent(boxOf(server, { encryption: 'implicit' })), /^taken/)
})

test('a server that does not offer STARTTLS, or shows a certificate of somebody else, gets nothing', async (t) => {
  const open = await startMailServer(t, OPEN)
  assert.match(await sent(boxOf(open)), /^little: .*STARTTLS/)
  const foreign = await startMailServer(t, { ...authority.selfSigned(['IP:127.0.0.1']), authOptional: true })
  assert.match(await sent(boxOf(foreign)), /^good: .*self-signed/i)
  const other = await startMailServer(t, { ...authority.issue(['DNS:b.example'], 30), authOptional: true })
  assert.match(await sent(boxOf(other)), /^good: .*altnames/)
  assert.deepEqual([open.items, foreign.items, other.items], [[], [], []])
})

test('a login that is refused leaves little hope, and never shows the password', async (t) => {
  const server = await startMailServer(t, {
    ...CREDENTIALS,
    onAuth: (_login, _session, done) => done(new Error('Invalid username or password')),
  })
  const login = { user: 'failover', password: () => 'correct horse' }
  const text = await sent(boxOf(server, { login }))
  assert.match(text, /^little: Invalid login/)
  assert.ok(!text.includes('horse'))
})

test('RFC 5321 §4.2.1: a 5xx leaves little hope, a 4xx good hope', async (t) => {
  const answering = (responseCode: number) =>
    startMailServer(t, {
      ...OPEN,
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })),
    })
  const [never, later] = await Promise.all([answering(550), answering(451)])
  assert.match(await sent(boxOf(never, { encryption: 'none' })), /^little: /)
  assert.match(await sent(boxOf(later, { encryption: 'none' })), /^good: /)
})

test('what is taken for some only is taken: nobody gets it twice, and the log says who did not get it', async (t) => {
  const server = await startMailServer(t, {
    ...OPEN,
    onRcptTo: ({ address }, _, done) =>
      address.startsWith('gone') ? done(Object.assign(new Error('no'), { responseCode: 550 })) : done(),
  })
  const to = ['ops@corp.example', 'gone@corp.example']
  assert.match(await sent(boxOf(server, { encryption: 'none', to })), /but refused gone@corp\.example$/)
})

test('a server that says nothing holds nobody up, and neither does one that is not there', async (t) => {
  const port = await freePort('127.0.0.1')
  const silent = createServer((socket) => socket.on('error', () => socket.destroy())).listen(
    port,
    '127.0.0.1',
  )
  t.after(() => silent.close())
  assert.equal(await sent(boxOf({ port }, { timeoutMs: 200 })), 'good: it took too long')
  const stop = new AbortController()
  const box = boxOf({ port })
  const stopped = box(notification(), stop.signal)
  silent.once('connection', () => stop.abort())
  assert.deepEqual((await stopped).isTaken, false)
  silent.close()
  assert.match(await sent(boxOf({ port: await freePort('127.0.0.1') })), /^good: connect ECONNREFUSED/)
})

test('RFC 5321 §4.5.3.1.6: no line of a mail is longer than 1000 octets, whatever stands in an alert', async (t) => {
  const lines: Buffer[] = []
  const server = await startMailServer(t, {
    ...OPEN,
    onData(stream, _, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        lines.push(
          ...Buffer.concat(chunks)
            .toString('latin1')
            .split('\r\n')
            .map((line) => Buffer.from(line, 'latin1')),
        )
        done()
      })
    },
  })
  const names = Array.from({ length: 20 }, (_, at) => `${'n'.repeat(900)}${at}.example. A`)
  const long = alert(1, {
    summary: 'é&x'.repeat(900),
    detail: 'word '.repeat(900),
    pools: names,
    zones: names,
  })
  const threads = Array.from({ length: 20 }, (_, at) => `msg_${'0'.repeat(36)}${at}`)
  const what = {
    ...notification(threads),
    alerts: notificationOf(notification(), [long], () => undefined).alerts,
  }
  assert.match(await sent(boxOf(server, { encryption: 'none' }), what), /^taken: /)
  assert.ok(lines.length > 20)
  assert.ok(Math.max(...lines.map(({ length }) => length)) <= 998)
})

test('a stop in the middle of DATA does not wait for the server, and the mail counts as not taken', async (t) => {
  const server = await startMailServer(t, OPEN)
  server.isSilent = true
  const stopping = new AbortController()
  const sending = boxOf(server, { encryption: 'none', timeoutMs: 600_000 })(notification(), stopping.signal)
  await server.find('the mail', ({ text }) => text.includes('is down'))
  stopping.abort()
  assert.equal(sentText(await sending), 'good: failover was stopped meanwhile')
})

test('a stop does not wait for a server that says nothing', async (t) => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connected = once(server, 'connection')
  t.after(() => server.close())
  const stopping = new AbortController()
  const { port } = server.address() as AddressInfo
  const sending = boxOf({ port })(notification(), stopping.signal)
  const [socket] = (await connected) as [Socket]
  t.after(() => socket.destroy())
  stopping.abort()
  assert.equal(sentText(await sending), 'good: failover was stopped meanwhile')
})
