// TLS from the middle of a conversation, for every probe type that can begin it so.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { imap } from '../../src/probe/imap.ts'
import { ldap } from '../../src/probe/ldap.ts'
import { pop3 } from '../../src/probe/pop3.ts'
import type { Probe } from '../../src/probe/probe.ts'
import { searchRootDse, startTls, unbind } from '../../src/probe/protocol/ldap-message.ts'
import { smtp } from '../../src/probe/smtp.ts'
import { makeAuthority } from '../support/certificates.ts'
import { found, result } from './ldap-responses.ts'
import { ask, type Options } from './run.ts'
import { type Octets, type Script, talkingServer } from './talking-server.ts'

const NAME = 'mail1.corp.example'
const authority = makeAuthority()
after(() => authority.remove())
const good = authority.issue([`DNS:${NAME}`], 30)

interface Case {
  readonly probe: Probe
  readonly script: Script & { readonly startTls: RegExp }
  /** The same server, but without the offer. */
  readonly withoutOffer: Script['answer'] | undefined
  /** Instead of the word to begin. */
  readonly refusal: Octets
  /** What is said from the greeting to the farewell. */
  readonly heard: readonly string[]
  readonly ok: string
}

const START_TLS_OF_LDAP = /1\.3\.6\.1\.4\.1\.1466\.20037$/

function imapAnswers(capabilities: string): Script['answer'] {
  return (message) => {
    const [tag, command] = message.trimEnd().split(' ')
    const offer = command === 'CAPABILITY' ? `* CAPABILITY ${capabilities}\r\n` : ''
    return `${offer}${tag} OK done\r\n`
  }
}

function pop3Answers(capability: string): Script['answer'] {
  return (message) =>
    message.startsWith('CAPA') ? `+OK list follows\r\nTOP\r\n${capability}\r\n.\r\n` : '+OK done\r\n'
}

const CASES: readonly Case[] = [
  {
    probe: smtp,
    script: {
      greeting: `220 ${NAME} ESMTP\r\n`,
      answer: (message, isSecured) => {
        if (message.startsWith('STARTTLS')) return '220 go ahead\r\n'
        return isSecured ? '250 hello\r\n' : '250-hello\r\n250-starttls\r\n250 HELP\r\n'
      },
      startTls: /^STARTTLS\r\n$/,
    },
    withoutOffer: () => '250-hello\r\n250 X-STARTTLS\r\n',
    refusal: '454 TLS not available\r\n',
    heard: ['EHLO [127.0.0.1]\r\n', 'STARTTLS\r\n', 'TLS: EHLO [127.0.0.1]\r\n', 'TLS: QUIT\r\n'],
    ok: NAME,
  },
  {
    probe: imap,
    script: {
      greeting: '* OK [CAPABILITY IMAP4rev2 STARTTLS] ready\r\n',
      answer: imapAnswers('IMAP4rev2 StartTLS'),
      startTls: /^\w+ STARTTLS\r\n$/,
    },
    withoutOffer: imapAnswers('IMAP4rev2 LOGINDISABLED'),
    refusal: 'A2 BAD not now\r\n',
    heard: ['A1 CAPABILITY\r\n', 'A2 STARTTLS\r\n', 'TLS: A3 CAPABILITY\r\n', 'TLS: A4 LOGOUT\r\n'],
    ok: 'ready',
  },
  {
    probe: pop3,
    script: {
      greeting: '+OK ready <1896.697170952@corp.example>\r\n',
      answer: pop3Answers('STLS'),
      startTls: /^STLS\r\n$/,
    },
    withoutOffer: pop3Answers('UIDL'),
    refusal: '-ERR not now\r\n',
    heard: ['CAPA\r\n', 'STLS\r\n', 'TLS: CAPA\r\n', 'TLS: QUIT\r\n'],
    ok: 'ready',
  },
  {
    probe: ldap,
    script: {
      answer: (message, isSecured) => {
        if (START_TLS_OF_LDAP.test(message)) return result(2, 0x78, 0)
        return isSecured ? found(3) : found(1, '1.3.6.1.4.1.4203.1.11.1', '1.3.6.1.4.1.1466.20037')
      },
      startTls: START_TLS_OF_LDAP,
    },
    withoutOffer: () => found(1, '1.3.6.1.4.1.1466.200370'),
    refusal: result(2, 0x78, 52),
    heard: [
      searchRootDse(1, 'supportedExtension').toString('latin1'),
      startTls(2).toString('latin1'),
      `TLS: ${searchRootDse(3, '1.1').toString('latin1')}`,
      `TLS: ${unbind(4).toString('latin1')}`,
    ],
    ok: 'root DSE',
  },
]

for (const { probe, script, withoutOffer, refusal, heard, ok } of CASES)
  describe(`starttls=yes: ${probe.type}`, () => {
    async function seen(change: Partial<Script>, options: Options = {}, signal?: AbortSignal) {
      const server = await talkingServer({ ...script, credentials: good, ...change })
      const all = { starttls: 'yes', ca: authority.file, name: NAME, ...options, port: `${server.port}` }
      const { ending, detail } = await ask(probe, all, '127.0.0.1', signal)
      await server.allClosed()
      await server.close()
      return { outcome: `${ending}: ${detail}`, heard: server.heard }
    }

    test('it goes on over TLS, asks once more, and takes its leave there', async () => {
      assert.deepEqual(await seen({}), { outcome: `ok: ${ok}`, heard })
    })

    if (withoutOffer !== undefined)
      test('a server that does not offer it is not asked for it, and fails', async () => {
        const { outcome, heard } = await seen({ answer: withoutOffer })
        assert.match(outcome, /^tls-missing: no (STARTTLS|STLS) /i)
        assert.ok(!heard.some((message) => script.startTls.test(message)))
      })

    test('a server that refuses it fails, and nothing is tried over TLS', async () => {
      const { outcome, heard } = await seen({
        answer: (message) => (script.startTls.test(message) ? refusal : script.answer(message, false)),
        startTls: /^$/,
      })
      assert.match(outcome, /^unavailable: /)
      assert.ok(!heard.some((message) => message.startsWith('\x16')))
    })

    test('RFC 3207 §4.2: plain text behind the word to begin fails, and no handshake is made', async () => {
      const { outcome, heard } = await seen({
        answer: (message, isSecured) => {
          const answer = Buffer.from(script.answer(message, isSecured))
          return script.startTls.test(message) ? Buffer.concat([answer, answer]) : answer
        },
      })
      assert.equal(outcome, 'protocol: plain text where TLS should begin')
      assert.match(heard.at(-1) ?? '', script.startTls)
    })

    const faults: readonly (readonly [string, Options, Partial<Script>, RegExp])[] = [
      ['is for another name', { name: 'www.corp.example' }, {}, /^tls-name: /],
      ['ends too soon', { days: '60' }, {}, /^tls-expiring: 29 days left, expected 60$/],
      [
        'is not trusted',
        {},
        { credentials: authority.selfSigned([`DNS:${NAME}`]) },
        /^tls-untrusted: self-signed/,
      ],
    ]
    for (const [title, options, change, outcome] of faults)
      test(`a certificate that ${title} fails, and nothing is said under it`, async () => {
        const found = await seen(change, options)
        assert.match(found.outcome, outcome)
        assert.ok(!found.heard.some((message) => message.startsWith('TLS: ')))
      })

    test('a server that says no more once TLS should begin times out, and the connection is closed', async () => {
      const stop = new AbortController()
      const { outcome } = await seen(
        {
          answer: (message, isSecured) => {
            if (script.startTls.test(message)) return script.answer(message, isSecured)
            if (message.startsWith('\x16')) stop.abort()
            return message.startsWith('\x16') ? '' : script.answer(message, isSecured)
          },
          startTls: /^$/,
        },
        {},
        stop.signal,
      )
      assert.equal(outcome, 'timeout: during the TLS handshake')
    })

    test('a server that closes the connection where TLS should begin is closed or reset', async () => {
      const { outcome } = await seen({ startTls: /^$/, last: script.startTls })
      assert.match(outcome, /^(closed|reset): during the TLS handshake$/)
    })

    test('a server that goes on in plain text does not speak TLS', async () => {
      const { outcome } = await seen({
        answer: (message, isSecured) =>
          message.startsWith('\x16') ? 'what was that?\r\n' : script.answer(message, isSecured),
        startTls: /^$/,
      })
      assert.match(outcome, /^tls-failed: /)
    })
  })
