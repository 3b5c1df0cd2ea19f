import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { smtp } from '../../src/probe/smtp.ts'
import { ask, type Options, outcomeOf, refusals } from './run.ts'
import { tcpServer } from './servers.ts'
import { type Script, talkingServer } from './talking-server.ts'

const GREETING = '220 mail1.corp.example ESMTP at your service\r\n'

interface Seen {
  readonly outcome: string
  readonly heard: readonly string[]
}

async function seen(script: Script, options: Options = {}): Promise<Seen> {
  const server = await talkingServer(script)
  const outcome = await outcomeOf(smtp, { ...options, port: `${server.port}` })
  await server.allClosed()
  await server.close()
  return { outcome, heard: server.heard }
}

describe('the greeting', () => {
  const cases: readonly (readonly [string, string])[] = [
    [GREETING, 'ok: mail1.corp.example'],
    ['220-mail1.corp.example\r\n220-No spam.\r\n220 Thank you.\r\n', 'ok: mail1.corp.example'],
    ['220\r\n', 'ok: '],
    ['421 mail1.corp.example too busy\r\n', 'unavailable: 421 mail1.corp.example too busy'],
    ['554 No SMTP service here\r\n', 'unavailable: 554 No SMTP service here'],
    ['250 ok\r\n', 'protocol: 250 ok'],
    ['220-mail1.corp.example\r\n250 ok\r\n', 'protocol: not a reply of SMTP'],
    ['+OK POP3 ready\r\n', 'protocol: not a reply of SMTP'],
    ['2200 mail1.corp.example\r\n', 'protocol: not a reply of SMTP'],
    [`220-${'x'.repeat(1000)}\r\n`.repeat(70), 'protocol: no end in the first 65536 octets'],
    ['x'.repeat(70_000), 'protocol: no end in the first 65536 octets'],
  ]
  for (const [greeting, outcome] of cases)
    test(`${JSON.stringify(greeting.slice(0, 40))} ends as ${outcome}`, async () => {
      assert.equal((await seen({ greeting, answer: () => '250 mail1\r\n' })).outcome, outcome)
    })

  test('RFC 5321 §4.2.1: a reply may have several lines, and may come octet by octet', async () => {
    const server = await tcpServer(async (socket) => {
      socket.once('data', () => socket.write('250-mail1.corp.example\r\n250-SIZE 1000\r\n250 HELP\r\n'))
      for (const octet of GREETING) {
        socket.write(octet)
        await new Promise(setImmediate)
      }
    })
    assert.equal(await outcomeOf(smtp, { port: `${server.port}` }), 'ok: mail1.corp.example')
    await server.close()
  })

  test('before it nothing is said', async () => {
    const heard: Buffer[] = []
    const server = await tcpServer((socket) => socket.on('data', (chunk) => heard.push(chunk)).end())
    assert.equal(await outcomeOf(smtp, { port: `${server.port}` }), 'closed: while waiting for the answer')
    await server.allClosed()
    await server.close()
    assert.deepEqual(heard, [])
  })
})

describe('EHLO', () => {
  test('RFC 5321 §4.1.4: it says which address we come from, and QUIT follows before the connection closes', async () => {
    const { outcome, heard } = await seen({ greeting: GREETING, answer: () => '250 mail1\r\n' })
    assert.equal(outcome, 'ok: mail1.corp.example')
    assert.deepEqual(heard, ['EHLO [127.0.0.1]\r\n', 'QUIT\r\n'])
  })

  test('RFC 5321 §4.1.3: an IPv6 address is marked as one', async () => {
    const server = await talkingServer({ greeting: GREETING, answer: () => '250 mail1\r\n' }, '::1')
    assert.equal((await ask(smtp, { port: `${server.port}` }, '::1')).ending, 'ok')
    await server.allClosed()
    await server.close()
    assert.equal(server.heard[0], 'EHLO [IPv6:::1]\r\n')
  })

  test('a server that refuses it fails with its own words', async () => {
    const { outcome } = await seen({ greeting: GREETING, answer: () => '550-go\r\n550 away\r\n' })
    assert.equal(outcome, 'unavailable: 550 go')
  })

  test('a server that greets and then is silent times out, and it is said at what', async () => {
    const stop = new AbortController()
    const server = await talkingServer({
      greeting: GREETING,
      answer: () => {
        stop.abort()
        return ''
      },
    })
    const { ending, detail } = await ask(smtp, { port: `${server.port}` }, '127.0.0.1', stop.signal)
    assert.equal(`${ending}: ${detail}`, 'timeout: while waiting for the answer to EHLO')
    await server.close()
  })
})

test('options that say nothing together are refused', () => {
  assert.deepEqual(refusals(smtp, { tls: 'yes', starttls: 'yes' }), [
    'starttls= begins the TLS that tls=yes has begun: give one of them',
  ])
  assert.deepEqual(refusals(smtp, { name: 'mail1.corp.example', days: '14' }), [
    'name= says nothing without tls=yes or starttls=yes',
    'days= says nothing without tls=yes or starttls=yes',
  ])
})
