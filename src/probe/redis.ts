// redis: a Redis server answers PING, and is in the role that it should be in.
//
// | option         | default     | meaning                                                                         |
// |----------------|-------------|---------------------------------------------------------------------------------|
// | port=          | 6379        | 1 to 65535                                                                      |
// | user=          | none        | logs in as this user (Redis 6 and later); needs password-file=                  |
// | password-file= | none        | file with the password (absolute path), which others must not be able to read  |
// | role=          | any         | `master` or `replica`                                                           |
// | tls=           | no          | `yes`: over TLS                                                                 |
// | name=          | the address | sent as SNI and expected in the certificate                                     |
// | ca=            | none        | PEM file (absolute path) whose certificates are trusted beside the public ones  |
// | days=          | 0           | the certificate must be valid for so many more days                             |
// | verify=        | yes         | `no` accepts any chain and name; days= is still kept                            |
// | hold=          | no          | `yes`: also keeps a connection open, and probes at once when it ends            |
//
// Without password-file= a server that wants a password passes, for it answers; with role= it must let us ask. A server
// that is loading its data fails. Without tls=yes the password can be read on the way.
//
//     ;@ check cache redis password-file=/etc/failover/redis.password role=master
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { type Finding, OctetReader } from './attempt/converse.ts'
import { holding } from './attempt/hold.ts'
import { printable } from './attempt/printable.ts'
import { openTransport, talkOver } from './attempt/transport.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { LOGIN_OPTIONS } from './options/login-options.ts'
import { oneOf, optional, port, readOptions, type Values } from './options/options.ts'
import { TRANSPORT_OPTIONS, transportOf, withoutTls } from './options/transport-options.ts'
import type { OptionProblem, Probe } from './probe.ts'
import { encodeCommand, readReply } from './protocol/resp.ts'

const OPTIONS = {
  port: port(6379),
  ...LOGIN_OPTIONS,
  role: optional(oneOf(['master', 'replica'])),
  ...TRANSPORT_OPTIONS,
  ...HOLD_OPTION,
}

type Expectation = Values<typeof OPTIONS>

export const redis: Probe<'redis'> = {
  type: 'redis',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = [...withoutTls(values), ...withoutPassword(values)]
    if (problems.length > 0) return { ok: false, problems }
    const transport = transportOf(values)
    return {
      ok: true,
      ...holding(values.hold, (attempt, address, ready) =>
        openTransport(attempt, address, values.port, transport, ready),
      ),
      run: (address, signal) =>
        attempt(signal, (attempt) =>
          talkOver(attempt, address, values.port, transport, (socket) => ask(attempt, socket, values)),
        ),
    }
  },
}

function withoutPassword({ user, 'password-file': password }: Expectation): readonly OptionProblem[] {
  return user !== undefined && password === undefined
    ? [{ option: 'user', sentence: 'user= logs in with a password: give password-file= too' }]
    : []
}

/** All commands go out at once; each reply is judged in its turn. */
async function ask(attempt: Attempt, socket: Socket, expected: Expectation): Promise<Finding> {
  const { user, 'password-file': password, role } = expected
  const reader = new OctetReader(attempt, socket)
  const login = password && encodeCommand('AUTH', ...(user === undefined ? [] : [user]), password())
  const commands = [login ?? [], encodeCommand('PING'), role === undefined ? [] : encodeCommand('ROLE')]
  socket.write(Buffer.concat(commands.map((command) => Buffer.from(command))))
  if (login !== undefined) {
    const reply = await readReply(reader)
    if (reply === undefined) return NOT_REDIS
    if ('error' in reply) return ['login', printable(reply.error)]
  }
  const pong = await readReply(reader)
  if (pong === undefined) return NOT_REDIS
  if ('error' in pong) return refusal(pong.error, login === undefined && role === undefined)
  if (pong.text !== 'PONG') return ['protocol', `PING was answered by ${printable(pong.text)}`]
  return role === undefined ? ['ok', 'PONG'] : judgeRole(reader, role)
}

const NOT_REDIS: Finding = ['protocol', 'not a reply of Redis']

function refusal(error: string, isLoginUnneeded: boolean): Finding {
  if (error.startsWith('NOAUTH') && isLoginUnneeded) return ['ok', 'wants a password']
  return [/^(NOAUTH|NOPERM|DENIED)/.test(error) ? 'login' : 'unavailable', printable(error)]
}

/** What the server calls `slave` is called a replica here. */
async function judgeRole(reader: OctetReader, wanted: string): Promise<Finding> {
  const reply = await readReply(reader)
  if (reply === undefined) return NOT_REDIS
  if ('error' in reply) return refusal(reply.error, false)
  const role = reply.text === 'slave' ? 'replica' : printable(reply.text)
  return role === wanted ? ['ok', role] : ['role', `${role}, expected ${wanted}`]
}
