import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mqtt } from '../../src/probe/mqtt.ts'
import { Folder } from './real/real-server.ts'
import { outcomeOf, refusals } from './run.ts'
import { tcpServer } from './servers.ts'

const folder = new Folder()
const password = folder.write('password', 'geheim')
const LOGIN = { user: 'probe', 'password-file': password }

/** With all that the server has received until the connection was closed. */
async function against(answer: Buffer | string, options = {}) {
  let received = Buffer.alloc(0)
  const server = await tcpServer((socket) =>
    socket.on('data', (chunk) => {
      if (received.length === 0) socket.write(answer)
      received = Buffer.concat([received, chunk])
    }),
  )
  const outcome = await outcomeOf(mqtt, { port: `${server.port}`, ...options })
  await server.allClosed()
  await server.close()
  return { outcome, received }
}

const connack = (code: number, flags = 0) => Buffer.of(0x20, 2, flags, code)

describe('what a broker says to a client', () => {
  const answers: readonly (readonly [
    what: string,
    answer: Buffer | string,
    outcome: string,
    withLogin: string,
  ])[] = [
    ['it accepts', connack(0), 'ok: accepted', 'ok: accepted'],
    [
      'it speaks another version',
      connack(1),
      'protocol: does not speak MQTT 3.1.1',
      'protocol: does not speak MQTT 3.1.1',
    ],
    [
      'it refuses the client id',
      connack(2),
      'unavailable: refuses the client id',
      'unavailable: refuses the client id',
    ],
    ['it is not available', connack(3), 'unavailable: the broker says so', 'unavailable: the broker says so'],
    ['it does not know the user', connack(4), 'ok: asks for a login', 'login: wrong user or password'],
    ['it does not let us in', connack(5), 'ok: asks for a login', 'login: not authorized'],
    [
      'it says something unheard of',
      connack(6),
      'protocol: not an answer of MQTT',
      'protocol: not an answer of MQTT',
    ],
    [
      'it has a session of ours',
      connack(0, 1),
      'protocol: not an answer of MQTT',
      'protocol: not an answer of MQTT',
    ],
    [
      'it is a web server',
      'HTTP/1.1 400 Bad Request\r\n',
      'protocol: not an answer of MQTT',
      'protocol: not an answer of MQTT',
    ],
  ]
  for (const [what, answer, outcome, withLogin] of answers)
    test(`${what}: ${outcome.split(':')[0]}, with a login ${withLogin.split(':')[0]}`, async () => {
      assert.equal((await against(answer)).outcome, outcome)
      assert.equal((await against(answer, LOGIN)).outcome, withLogin)
    })
})

describe('what a client says', () => {
  /** `0x10, 32`, the protocol's name and level, clean session, no keep-alive, an id of 20 letters and digits. */
  const HEAD = '\x10\x20\0\x04MQTT\x04\x02\0\0\0\x14failover'

  test('CONNECT with an id of its own, and DISCONNECT when it was accepted', async () => {
    const [first, second] = [await against(connack(0)), await against(connack(0))]
    for (const { received } of [first, second]) {
      assert.equal(received.toString('latin1', 0, HEAD.length), HEAD)
      assert.match(received.toString('latin1', HEAD.length), /^[0-9a-f]{12}\xe0\0$/)
    }
    assert.notDeepEqual(first.received, second.received)
  })

  test('user and password, where they are given, in a packet of any length', async () => {
    const user = 'u'.repeat(200)
    const { received } = await against(connack(5), { user, 'password-file': password })
    const rest = 10 + 22 + 202 + 8
    assert.deepEqual([...received.subarray(0, 3)], [0x10, (rest & 0x7f) | 0x80, rest >> 7])
    assert.equal(received[10], 0xc2)
    assert.equal(received.length, 3 + rest)
    assert.ok(received.toString('latin1').endsWith(`\0\xc8${user}\0\x06geheim`))
  })

  test('a user without a password is one', async () => {
    const { received } = await against(connack(0), { user: 'probe' })
    assert.equal(received[9], 0x82)
  })
})

test('a password needs a user', () => {
  assert.deepEqual(refusals(mqtt, { 'password-file': password }), [
    'password-file= needs a login: give user= too',
  ])
})
