// postgres: a PostgreSQL server takes clients, and is the primary or a replica that is not too far behind.
//
// | option         | default     | meaning                                                                          |
// |----------------|-------------|----------------------------------------------------------------------------------|
// | port=          | 5432        | 1 to 65535                                                                       |
// | user=          | none        | logs in as this user; without it the server only has to ask who we are           |
// | password-file= | none        | file with the password (absolute path), which others must not be able to read    |
// | database=      | postgres    | the database to log in to                                                        |
// | role=          | any         | `primary` or `replica`                                                           |
// | max-lag=       | none        | `10s`: a replica that is further behind its primary fails; needs PostgreSQL 10   |
// | tls=           | no          | `yes`: over TLS                                                                  |
// | name=          | the address | sent as SNI and expected in the certificate                                      |
// | ca=            | none        | PEM file (absolute path) whose certificates are trusted beside the public ones   |
// | days=          | 0           | the certificate must be valid for so many more days                              |
// | verify=        | yes         | `no` accepts any chain and name; days= is still kept                             |
// | hold=          | no          | `yes`: also keeps a session open, and probes at once when it ends                |
//
// Without user= a server passes as soon as it asks for a login, or refuses ours; one that starts, stops or has no
// connection left fails. role= and max-lag= need user=, any that may connect: no right beyond that is used. Passwords
// are proven by SCRAM-SHA-256 or MD5; one that is to be sent in clear is sent over TLS only.
//
// A replica is behind by the age of the last transaction that it has replayed. One that receives from its primary and
// has replayed all that it received is not behind: then nothing was written. That it receives no more is noticed after
// wal_receiver_timeout, a minute by default.
//
// A held session is one of the server's max_connections. Without user= it waits for its login, until the server ends it
// after authentication_timeout, a minute by default, with a line in its log; then another one is opened.
//
//     CREATE ROLE failover LOGIN PASSWORD '…' CONNECTION LIMIT 3;
//     ;@ check db postgres user=failover password-file=/etc/failover/db.password role=primary
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { connectTcp } from './attempt/connect.ts'
import { type Finding, OctetReader } from './attempt/converse.ts'
import { holding, standWhenIn } from './attempt/hold.ts'
import { type Secure, secureLater, talkPlainFirst } from './attempt/secure.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { LOGIN_OPTIONS, withoutUser } from './options/login-options.ts'
import { duration, line, oneOf, optional, port, readOptions, type Values } from './options/options.ts'
import { TRANSPORT_OPTIONS, transportOf, withoutTls } from './options/transport-options.ts'
import type { Probe } from './probe.ts'
import { logIn, NOT_POSTGRES, type PostgresSession, refusal } from './protocol/postgres-login.ts'
import {
  queryMessage,
  readMessage,
  readRow,
  sslRequest,
  startupMessage,
  terminateMessage,
} from './protocol/postgres-message.ts'

const OPTIONS = {
  port: port(5432),
  ...LOGIN_OPTIONS,
  database: { ...line(), fallback: 'postgres' },
  role: optional(oneOf(['primary', 'replica'])),
  'max-lag': optional(duration(1, 86_400_000)),
  ...TRANSPORT_OPTIONS,
  ...HOLD_OPTION,
}

type Expectation = Values<typeof OPTIONS>

export const postgres: Probe<'postgres'> = {
  type: 'postgres',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = [...withoutTls(values), ...withoutUser(values, 'password-file', 'role', 'max-lag')]
    if (problems.length > 0) return { ok: false, problems }
    const transport = transportOf(values)
    return {
      ok: true,
      ...holding(values.hold, (attempt, address, ready) => {
        const socket = connectTcp(attempt, address, values.port, () => {
          const secure = secureLater(attempt, address, transport)
          standWhenIn(attempt, ready, () => enter(attempt, socket, secure, values))
        })
        return socket
      }),
      run: (address, signal) =>
        attempt(signal, (attempt) =>
          talkPlainFirst(attempt, address, values.port, transport, (plain, secure) =>
            ask(attempt, plain, secure, values),
          ),
        ),
    }
  },
}

async function ask(
  attempt: Attempt,
  plain: Socket,
  secure: Secure | undefined,
  expected: Expectation,
): Promise<Finding> {
  const session = await begin(attempt, plain, secure, expected)
  if (!('reader' in session)) return session
  if (expected.user === undefined) return judgeFirst(session)
  const failure = await enterAs(expected.user, session, expected)
  if (failure !== undefined) return failure
  const finding = await judgeState(session, expected)
  session.socket.write(terminateMessage())
  return finding
}

/** Undefined when the server keeps the session: it waits for a login, or for what who has logged in wants. */
async function enter(
  attempt: Attempt,
  plain: Socket,
  secure: Secure | undefined,
  expected: Expectation,
): Promise<Finding | undefined> {
  const session = await begin(attempt, plain, secure, expected)
  if (!('reader' in session)) return session
  if (expected.user !== undefined) return enterAs(expected.user, session, expected)
  const message = await readMessage(session.reader)
  return message?.type === 'R' ? undefined : NOT_POSTGRES
}

/** Sends the startup message, over TLS if that is wanted. */
async function begin(
  attempt: Attempt,
  plain: Socket,
  secure: Secure | undefined,
  { user = 'failover', database }: Expectation,
): Promise<PostgresSession | Finding> {
  const socket = secure === undefined ? plain : await agreeOnTls(attempt, plain, secure)
  if (!('write' in socket)) return socket
  const session = { socket, reader: new OctetReader(attempt, socket), isSecret: secure !== undefined }
  socket.write(startupMessage(user, database))
  return session
}

async function enterAs(
  user: string,
  session: PostgresSession,
  { 'password-file': password }: Expectation,
): Promise<Finding | undefined> {
  return (await logIn(session, { user, password: password?.() })) ?? awaitReady(session)
}

/** The server says in one octet whether it goes on with TLS; what else came before TLS could be anybody's. */
async function agreeOnTls(attempt: Attempt, plain: Socket, secure: Secure): Promise<Socket | Finding> {
  const reader = new OctetReader(attempt, plain)
  plain.write(sslRequest())
  const answer = (await reader.take(1)).toString('latin1')
  if (answer === 'N') return ['tls-missing', '']
  return answer === 'S' && reader.stop().length === 0 ? secure(plain) : NOT_POSTGRES
}

/** Who asks for a login lives, and so does who refuses ours. */
async function judgeFirst({ reader }: PostgresSession): Promise<Finding> {
  const message = await readMessage(reader)
  if (message?.type === 'R') return ['ok', 'asks for a login']
  if (message?.type !== 'E') return NOT_POSTGRES
  const [ending, detail] = refusal(message)
  return [ending === 'login' ? 'ok' : ending, detail]
}

async function awaitReady({ reader }: PostgresSession): Promise<Finding | undefined> {
  const message = await readMessage(reader)
  if (message?.type === 'E') return refusal(message)
  return message?.type === 'Z' ? undefined : NOT_POSTGRES
}

const IN_RECOVERY = 'SELECT pg_is_in_recovery()'
const LAG_SECONDS = `CASE
  WHEN NOT pg_is_in_recovery() THEN 0
  WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
  ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END`

async function judgeState(
  { socket, reader }: PostgresSession,
  { role: wanted, 'max-lag': maxLagMs }: Expectation,
): Promise<Finding> {
  if (wanted === undefined && maxLagMs === undefined) return ['ok', 'logged in']
  socket.write(queryMessage(maxLagMs === undefined ? IN_RECOVERY : `${IN_RECOVERY}, ${LAG_SECONDS}`))
  const description = await readMessage(reader)
  const message = description?.type === 'T' ? await readMessage(reader) : description
  if (message?.type === 'E') return ['unavailable', refusal(message)[1]]
  const row = message?.type === 'D' ? readRow(message.body) : undefined
  if (row === undefined) return NOT_POSTGRES
  const [inRecovery, lagSeconds] = row
  const role = inRecovery === 't' ? 'replica' : 'primary'
  if (wanted !== undefined && role !== wanted) return ['role', `${role}, expected ${wanted}`]
  return maxLagMs === undefined || role === 'primary' ? ['ok', role] : judgeLag(lagSeconds, maxLagMs)
}

function judgeLag(lagSeconds: string | undefined, maxLagMs: number): Finding {
  if (lagSeconds === undefined) return ['lag', 'no transaction replayed yet']
  // Below zero when the clocks of the two differ.
  const lag = Math.max(0, Number(lagSeconds))
  const detail = `replica, ${lag.toFixed(1)} s behind`
  return lag * 1000 <= maxLagMs ? ['ok', detail] : ['lag', `${detail}, at most ${maxLagMs / 1000} s`]
}
