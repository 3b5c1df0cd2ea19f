import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pop3 } from '../../src/probe/pop3.ts'
import { type Options, outcomeOf } from './run.ts'
import { type Script, talkingServer } from './talking-server.ts'

async function seen(script: Script, options: Options = {}) {
  const server = await talkingServer(script)
  const outcome = await outcomeOf(pop3, { ...options, port: `${server.port}` })
  await server.allClosed()
  await server.close()
  return { outcome, heard: server.heard }
}

describe('the greeting', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['+OK Dovecot ready.\r\n', 'ok: Dovecot ready.'],
    ['+OK\r\n', 'ok: '],
    ['-ERR [SYS/TEMP] mailbox server is down\r\n', 'unavailable: -ERR [SYS/TEMP] mailbox server is down'],
    ['+OKAY\r\n', 'protocol: not a response of POP3'],
    ['* OK IMAP4rev1 ready\r\n', 'protocol: not a response of POP3'],
    ['x'.repeat(70_000), 'protocol: no end in the first 65536 octets'],
  ]
  for (const [greeting, outcome] of cases)
    test(`${JSON.stringify(greeting.slice(0, 40))} ends as ${outcome}`, async () => {
      assert.equal((await seen({ greeting, answer: () => '+OK\r\n' })).outcome, outcome)
    })

  test('RFC 1939 §7: the timestamp for APOP is not told, since it differs each time', async () => {
    const greeting = '+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n'
    assert.equal((await seen({ greeting, answer: () => '+OK\r\n' })).outcome, 'ok: POP3 server ready')
  })

  test('it is all that is waited for: QUIT follows at once', async () => {
    const { heard } = await seen({ greeting: '+OK\r\n', answer: () => '+OK\r\n' })
    assert.deepEqual(heard, ['QUIT\r\n'])
  })
})

describe('the capabilities, with starttls=yes', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['+OK\r\nTOP\r\n.\r\n', 'tls-missing: no STLS among the capabilities'],
    ['+OK\r\nSTLS2\r\n.\r\n', 'tls-missing: no STLS among the capabilities'],
    ['-ERR what?\r\n', 'tls-missing: -ERR what?'],
    ['whatever\r\n', 'protocol: not a response of POP3'],
    [`+OK\r\n${`${'x'.repeat(998)}\r\n`.repeat(70)}`, 'protocol: no end in the first 65536 octets'],
  ]
  for (const [answer, outcome] of cases)
    test(`RFC 2449 §5: ${JSON.stringify(answer.slice(0, 40))} ends as ${outcome}`, async () => {
      const script = { greeting: '+OK\r\n', answer: () => answer }
      assert.equal((await seen(script, { starttls: 'yes' })).outcome, outcome)
    })

  test('RFC 2595 §4: without starttls=yes nobody asks for them', async () => {
    const { heard } = await seen({ greeting: '+OK\r\n', answer: () => '+OK\r\n' })
    assert.ok(!heard.includes('CAPA\r\n'))
  })
})
