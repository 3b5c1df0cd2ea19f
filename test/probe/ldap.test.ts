import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ldap } from '../../src/probe/ldap.ts'
import { readResult } from '../../src/probe/protocol/ldap-message.ts'
import { ber, found, response, result, rootDse } from './ldap-responses.ts'
import { type Options, outcomeOf } from './run.ts'
import { tcpServer } from './servers.ts'
import { type Octets, talkingServer } from './talking-server.ts'

async function seen(answer: Octets, options: Options = {}) {
  const server = await talkingServer({ answer: () => answer })
  const outcome = await outcomeOf(ldap, { ...options, port: `${server.port}` })
  await server.allClosed()
  await server.close()
  return { outcome, heard: server.heard }
}

/** The same message with its length in four octets, as Active Directory writes it. */
function withLongLength(message: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x30, 0x84, 0, 0, 0, message.length - 2), message.subarray(2)])
}

const SUCCESS = result(3, 0x65, 0)
const REFERENCE = response(3, ber(0x73, ber(0x04, 'ldap://dc2.corp.example')))
const DISCONNECTION = result(0, 0x78, 52, 'going down')

const cases: readonly (readonly [string, Octets, string])[] = [
  ['RFC 4512 §5.1: the entry and success', found(3), 'ok: root DSE'],
  ['a reference before success', Buffer.concat([rootDse(3), REFERENCE, SUCCESS]), 'ok: root DSE'],
  [
    'RFC 4511 §5.1: lengths of four octets',
    Buffer.concat([withLongLength(rootDse(3)), withLongLength(SUCCESS)]),
    'ok: root DSE',
  ],
  ['success without the entry', SUCCESS, 'data: no root DSE'],
  [
    'RFC 4511 §4.1.9: another result than success',
    result(3, 0x65, 51, 'try later'),
    'unavailable: result 51 try later',
  ],
  ['RFC 4511 §4.4.1: a notice of disconnection', DISCONNECTION, 'unavailable: result 52 going down'],
  ['a response to another request', found(7), 'protocol: not a response of LDAP'],
  ['another kind of response', result(3, 0x61, 0), 'protocol: not a response of LDAP'],
  ['what is not BER', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'protocol: not a response of LDAP'],
  ['an indefinite length', Buffer.of(0x30, 0x80, 0, 0), 'protocol: not a response of LDAP'],
  [
    'a length that nobody could mean',
    Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff),
    'protocol: not a response of LDAP',
  ],
  ['a length of nine octets', Buffer.alloc(16, 0x89).fill(0x30, 0, 1), 'protocol: not a response of LDAP'],
  ['a message of nothing', Buffer.of(0x30, 0), 'protocol: not a response of LDAP'],
  [
    'an element longer than its message',
    ber(0x30, Buffer.of(0x02, 9, 3)),
    'protocol: not a response of LDAP',
  ],
  [
    'a result that is cut off',
    response(3, ber(0x65, ber(0x0a, Buffer.of(0)))),
    'protocol: not a response of LDAP',
  ],
  [
    'entries without end',
    Buffer.concat(Array(7000).fill(rootDse(3))),
    'protocol: no end in the first 65536 octets',
  ],
]
for (const [title, answer, outcome] of cases)
  test(`${title} ends as ${outcome}`, async () => {
    assert.equal((await seen(answer)).outcome, outcome)
  })

test('a response may come octet by octet', async () => {
  const server = await tcpServer((socket) =>
    socket.once('data', async () => {
      for (const octet of Buffer.concat([withLongLength(rootDse(3)), SUCCESS])) {
        socket.write(Buffer.of(octet))
        await new Promise(setImmediate)
      }
    }),
  )
  assert.equal(await outcomeOf(ldap, { port: `${server.port}` }), 'ok: root DSE')
  await server.close()
})

test('octets of any kind are a result or none', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => void readResult(Buffer.from(octets))))
})

describe('what is said', () => {
  test('RFC 4511 §4.5.1.8, §4.3: the root DSE is searched without attributes, and an unbind follows', async () => {
    const { heard } = await seen(found(3))
    const search = ber(
      0x63,
      ber(0x04),
      ...[0x0a, 0x0a, 0x02, 0x02, 0x01].map((tag) => ber(tag, Buffer.of(0))),
      ber(0x87, 'objectClass'),
      ber(0x30, ber(0x04, '1.1')),
    )
    const said = [response(3, search), response(4, ber(0x42))]
    assert.deepEqual(
      heard,
      said.map((message) => message.toString('latin1')),
    )
  })

  test('RFC 4511 §4.14.1: with starttls=yes the extensions are asked for first', async () => {
    const { outcome, heard } = await seen(found(1, '1.3.6.1.4.1.4203.1.11.1'), { starttls: 'yes' })
    assert.equal(outcome, 'tls-missing: no StartTLS among the extensions')
    assert.match(heard[0] ?? '', /supportedExtension$/)
  })
})
