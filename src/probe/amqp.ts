// amqp: an AMQP 0-9-1 broker, such as RabbitMQ or LavinMQ, takes clients.
//
// | option         | default     | meaning                                                                          |
// |----------------|-------------|----------------------------------------------------------------------------------|
// | port=          | 5672        | 1 to 65535; 5671 is the default with tls=yes                                     |
// | user=          | none        | logs in as this user; without it the broker only has to ask who we are           |
// | password-file= | none        | file with the password (absolute path), which others must not be able to read    |
// | vhost=         | /           | the virtual host that must let us in                                             |
// | tls=           | no          | `yes`: over TLS                                                                  |
// | name=          | the address | sent as SNI and expected in the certificate                                      |
// | ca=            | none        | PEM file (absolute path) whose certificates are trusted beside the public ones   |
// | days=          | 0           | the certificate must be valid for so many more days                              |
// | verify=        | yes         | `no` accepts any chain and name; days= is still kept                             |
// | hold=          | no          | `yes`: also keeps a connection open, and probes at once when it ends             |
//
// A login is one by PLAIN, to the point where channels could be opened; then it takes its leave. A broker without user=
// notes in its log that somebody has left early. Without tls=yes the password can be read on the way. hold= needs user=,
// for a broker ends the connection of who does not log in after some seconds.
//
//     ;@ check bus amqp user=failover password-file=/etc/failover/amqp.password vhost=orders
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { type Finding, OctetReader } from './attempt/converse.ts'
import { holding, standWhenIn } from './attempt/hold.ts'
import { openTransport, talkOver } from './attempt/transport.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { LOGIN_OPTIONS, withoutUser } from './options/login-options.ts'
import { line, optional, port, readOptions, type Values } from './options/options.ts'
import { TRANSPORT_OPTIONS, transportOf, withoutTls } from './options/transport-options.ts'
import type { Probe } from './probe.ts'
import { METHOD, PROTOCOL_HEADER, readMethod } from './protocol/amqp-frame.ts'
import { logIn, NOT_AMQP, takeLeave } from './protocol/amqp-login.ts'

const PORT = 5672
const TLS_PORT = 5671
const OPTIONS = {
  port: optional(port()),
  ...LOGIN_OPTIONS,
  vhost: optional(line()),
  ...TRANSPORT_OPTIONS,
  ...HOLD_OPTION,
}

type Expectation = Values<typeof OPTIONS>

export const amqp: Probe<'amqp'> = {
  type: 'amqp',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const given = { ...values, hold: values.hold === 'yes' ? values.hold : undefined }
    const problems = [...withoutTls(values), ...withoutUser(given, 'password-file', 'vhost', 'hold')]
    if (problems.length > 0) return { ok: false, problems }
    const transport = transportOf(values)
    const port = values.port ?? (values.tls === 'yes' ? TLS_PORT : PORT)
    return {
      ok: true,
      ...holding(values.hold, (attempt, address, ready) =>
        openTransport(attempt, address, port, transport, (socket) =>
          standWhenIn(attempt, ready, () => enter(new OctetReader(attempt, socket), socket, values)),
        ),
      ),
      run: (address, signal) =>
        attempt(signal, (attempt) =>
          talkOver(attempt, address, port, transport, (socket) => ask(attempt, socket, values)),
        ),
    }
  },
}

async function ask(attempt: Attempt, socket: Socket, expected: Expectation): Promise<Finding> {
  const found = await enter(new OctetReader(attempt, socket), socket, expected)
  if (found !== undefined) return found
  takeLeave(socket)
  return ['ok', 'open']
}

/** Undefined when the connection is open. */
async function enter(
  reader: OctetReader,
  socket: Socket,
  { user, 'password-file': password, vhost = '/' }: Expectation,
): Promise<Finding | undefined> {
  socket.write(PROTOCOL_HEADER)
  const start = await readMethod(reader)
  if (start?.id !== METHOD.start) return NOT_AMQP
  if (user === undefined) return ['ok', 'asks for a login']
  return logIn(socket, reader, start, { user, password: password?.() ?? '', vhost })
}
