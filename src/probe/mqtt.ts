// mqtt: an MQTT broker accepts a client.
//
// | option         | default     | meaning                                                                          |
// |----------------|-------------|----------------------------------------------------------------------------------|
// | port=          | 1883        | 1 to 65535; 8883 is the default with tls=yes                                     |
// | user=          | none        | logs in as this user; without it a broker passes that wants to know who we are   |
// | password-file= | none        | file with the password (absolute path), which others must not be able to read    |
// | tls=           | no          | `yes`: over TLS                                                                  |
// | name=          | the address | sent as SNI and expected in the certificate                                      |
// | ca=            | none        | PEM file (absolute path) whose certificates are trusted beside the public ones   |
// | days=          | 0           | the certificate must be valid for so many more days                              |
// | verify=        | yes         | `no` accepts any chain and name; days= is still kept                             |
// | hold=          | no          | `yes`: also stays as a client, and probes at once when the connection ends       |
//
// It speaks MQTT 3.1.1, has a client id of its own each time, publishes and subscribes nothing, and takes its leave.
// Without tls=yes the password can be read on the way. A client is held only where it is accepted.
//
//     ;@ check broker mqtt user=failover password-file=/etc/failover/mqtt.password tls=yes
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { type Finding, OctetReader } from './attempt/converse.ts'
import { holding, standWhenIn } from './attempt/hold.ts'
import { openTransport, talkOver } from './attempt/transport.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { LOGIN_OPTIONS, withoutUser } from './options/login-options.ts'
import { optional, port, readOptions, type Values } from './options/options.ts'
import { TRANSPORT_OPTIONS, transportOf, withoutTls } from './options/transport-options.ts'
import type { Probe } from './probe.ts'
import { connectPacket, DISCONNECT, RETURN_CODE, readConnack } from './protocol/mqtt-packet.ts'

const PORT = 1883
const TLS_PORT = 8883
const OPTIONS = { port: optional(port()), ...LOGIN_OPTIONS, ...TRANSPORT_OPTIONS, ...HOLD_OPTION }

type Expectation = Values<typeof OPTIONS>

export const mqtt: Probe<'mqtt'> = {
  type: 'mqtt',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = [...withoutTls(values), ...withoutUser(values, 'password-file')]
    if (problems.length > 0) return { ok: false, problems }
    const transport = transportOf(values)
    const port = values.port ?? (values.tls === 'yes' ? TLS_PORT : PORT)
    return {
      ok: true,
      ...holding(values.hold, (attempt, address, ready) =>
        openTransport(attempt, address, port, transport, (socket) =>
          standWhenIn(attempt, ready, () => enter(attempt, socket, values)),
        ),
      ),
      run: (address, signal) =>
        attempt(signal, (attempt) =>
          talkOver(attempt, address, port, transport, (socket) => ask(attempt, socket, values)),
        ),
    }
  },
}

/** MQTT 3.1.1 §3.1.3.1: letters and digits, 23 at most, are what every broker takes. */
const CLIENT_ID_OCTETS = 6

async function ask(attempt: Attempt, socket: Socket, expected: Expectation): Promise<Finding> {
  const code = await connect(attempt, socket, expected)
  if (code === RETURN_CODE.accepted) socket.write(DISCONNECT)
  return judge(code, expected.user !== undefined)
}

async function enter(attempt: Attempt, socket: Socket, expected: Expectation): Promise<Finding | undefined> {
  const code = await connect(attempt, socket, expected)
  return code === RETURN_CODE.accepted ? undefined : judge(code, expected.user !== undefined)
}

/** What the broker says to it, a return code; undefined when it is none. */
function connect(attempt: Attempt, socket: Socket, expected: Expectation): Promise<number | undefined> {
  const { user, 'password-file': password } = expected
  const reader = new OctetReader(attempt, socket)
  const clientId = `failover${randomBytes(CLIENT_ID_OCTETS).toString('hex')}`
  socket.write(connectPacket({ clientId, user, password: password?.() }))
  return readConnack(reader)
}

function judge(code: number | undefined, isLogin: boolean): Finding {
  switch (code) {
    case RETURN_CODE.accepted:
      return ['ok', 'accepted']
    case RETURN_CODE.login:
    case RETURN_CODE.unauthorized:
      if (!isLogin) return ['ok', 'asks for a login']
      return ['login', code === RETURN_CODE.login ? 'wrong user or password' : 'not authorized']
    case RETURN_CODE.version:
      return ['protocol', 'does not speak MQTT 3.1.1']
    case RETURN_CODE.unavailable:
      return ['unavailable', 'the broker says so']
    case RETURN_CODE.clientId:
      return ['unavailable', 'refuses the client id']
    default:
      return ['protocol', 'not an answer of MQTT']
  }
}
