import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { imap } from '../../src/probe/imap.ts'
import { outcomeOf } from './run.ts'
import { type Script, talkingServer } from './talking-server.ts'

async function seen(greeting: string, answer: Script['answer']) {
  const server = await talkingServer({ greeting, answer })
  const outcome = await outcomeOf(imap, { port: `${server.port}` })
  await server.allClosed()
  await server.close()
  return { outcome, heard: server.heard }
}

const DONE = '* CAPABILITY IMAP4rev1\r\nA1 OK done\r\n'

describe('the greeting', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['* OK IMAP4rev1 server ready\r\n', 'ok: IMAP4rev1 server ready'],
    ['* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n', 'ok: ready'],
    ['* ok\r\n', 'ok: '],
    ['* PREAUTH logged in as Smith\r\n', 'ok: logged in as Smith'],
    ['* BYE Autologout\r\n', 'unavailable: * BYE Autologout'],
    ['* OKAY\r\n', 'protocol: not a response of IMAP'],
    ['+OK POP3 ready\r\n', 'protocol: not a response of IMAP'],
    ['x'.repeat(70_000), 'protocol: no end in the first 65536 octets'],
  ]
  for (const [greeting, outcome] of cases)
    test(`${JSON.stringify(greeting.slice(0, 40))} ends as ${outcome}`, async () => {
      assert.equal((await seen(greeting, () => DONE)).outcome, outcome)
    })
})

describe('the answer to CAPABILITY', () => {
  const cases: readonly (readonly [string, string])[] = [
    [DONE, 'ok: ready'],
    ['* 3 EXISTS\r\n* CAPABILITY IMAP4rev1\r\na1 ok done\r\n', 'ok: ready'],
    ['A1 NO try later\r\n', 'unavailable: A1 NO try later'],
    ['A1 BAD what\r\n', 'unavailable: A1 BAD what'],
    ['* BYE shutting down\r\n', 'unavailable: * BYE shutting down'],
    ['A2 OK done\r\n', 'protocol: not a response of IMAP'],
    ['\r\n', 'protocol: not a response of IMAP'],
    [`* ${'x'.repeat(998)}\r\n`.repeat(70), 'protocol: no end in the first 65536 octets'],
  ]
  for (const [answer, outcome] of cases)
    test(`RFC 9051 §7: ${JSON.stringify(answer.slice(0, 60))} ends as ${outcome}`, async () => {
      assert.equal((await seen('* OK ready\r\n', () => answer)).outcome, outcome)
    })
})

test('RFC 9051 §6.2.1: in plain text CAPABILITY is asked for once, and LOGOUT follows', async () => {
  const { heard } = await seen('* OK ready\r\n', () => DONE)
  assert.deepEqual(heard, ['A1 CAPABILITY\r\n', 'A4 LOGOUT\r\n'])
})
