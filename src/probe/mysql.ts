// mysql: a MySQL or MariaDB server takes clients, and may or may not be written to.
//
// | option         | default     | meaning                                                                          |
// |----------------|-------------|----------------------------------------------------------------------------------|
// | port=          | 3306        | 1 to 65535                                                                       |
// | user=          | none        | logs in as this user; without it the server only has to ask who we are           |
// | password-file= | none        | file with the password (absolute path), which others must not be able to read    |
// | read-only=     | any         | `no`: the server takes writes, as a primary does; `yes`: it is set to read only  |
// | server-key=    | none        | PEM file (absolute path): the server's RSA key, for a login without TLS          |
// | tls=           | no          | `yes`: over TLS                                                                  |
// | name=          | the address | sent as SNI and expected in the certificate                                      |
// | ca=            | none        | PEM file (absolute path) whose certificates are trusted beside the public ones   |
// | days=          | 0           | the certificate must be valid for so many more days                              |
// | verify=        | yes         | `no` accepts any chain and name; days= is still kept                             |
//
// Without user= a login as `failover` with no password is tried to its end, and a server that refuses it passes: MySQL
// locks out hosts that break off too many logins. A server that has no connection left, or has locked us out, fails.
// Users of mysql_native_password and caching_sha2_password can log in. The latter sends the password itself when the
// server has just started: over TLS, or encrypted with server-key=, and otherwise never. read-only= needs user=, any
// that may connect.
//
//     CREATE USER failover IDENTIFIED BY '…' WITH MAX_USER_CONNECTIONS 3;
//     ;@ check db mysql user=failover password-file=/etc/failover/db.password tls=yes read-only=no
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { type Finding, OctetReader } from './attempt/converse.ts'
import { type Secure, talkPlainFirst } from './attempt/secure.ts'
import { LOGIN_OPTIONS, withoutUser } from './options/login-options.ts'
import { oneOf, optional, port, readOptions, type Values } from './options/options.ts'
import { rsaPublicKey } from './options/public-key-option.ts'
import { TRANSPORT_OPTIONS, transportOf, withoutTls } from './options/transport-options.ts'
import type { Probe } from './probe.ts'
import { lives, logIn, NOT_MYSQL, refusal } from './protocol/mysql-login.ts'
import {
  COMMAND,
  type Greeting,
  MysqlConnection,
  PACKET,
  readGreeting,
  readOnlyColumn,
  tlsRequest,
} from './protocol/mysql-packet.ts'

const OPTIONS = {
  port: port(3306),
  ...LOGIN_OPTIONS,
  'read-only': optional(oneOf(['yes', 'no'])),
  'server-key': rsaPublicKey(),
  ...TRANSPORT_OPTIONS,
}

type Expectation = Values<typeof OPTIONS>

export const mysql: Probe<'mysql'> = {
  type: 'mysql',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = [
      ...withoutTls(values),
      ...withoutUser(values, 'password-file', 'read-only', 'server-key'),
    ]
    if (problems.length > 0) return { ok: false, problems }
    const transport = transportOf(values)
    return {
      ok: true,
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
  const connection = new MysqlConnection(plain, new OctetReader(attempt, plain))
  const first = await connection.read()
  if (first?.[0] === PACKET.error) return expected.user === undefined ? lives(first) : refusal(first)
  const greeting = first && readGreeting(first)
  if (greeting === undefined) return NOT_MYSQL
  if (secure !== undefined) {
    if (!greeting.hasTls) return ['tls-missing', '']
    connection.write(tlsRequest())
    if (!connection.stopReading()) return NOT_MYSQL
    const socket = await secure(plain)
    connection.continueOn(socket, new OctetReader(attempt, socket))
  }
  const failure = await login(connection, greeting, secure !== undefined, expected)
  if (failure !== undefined) return failure
  const finding = await judgeWrites(connection, expected['read-only'])
  connection.command(COMMAND.quit)
  return finding
}

function login(
  connection: MysqlConnection,
  greeting: Greeting,
  overTls: boolean,
  { user, 'password-file': password, 'server-key': serverKey }: Expectation,
): Promise<Finding | undefined> {
  const refused = user === undefined ? lives : refusal
  const login = { user: user ?? 'failover', password: password?.() ?? '', overTls, serverKey }
  return logIn(connection, greeting, login, refused)
}

/** The answer to a query: the number of columns, one description for each, a mark, the rows. */
const PACKETS_BEFORE_ROW = 2

async function judgeWrites(connection: MysqlConnection, wanted: Expectation['read-only']): Promise<Finding> {
  if (wanted === undefined) return ['ok', 'logged in']
  connection.command(COMMAND.query, 'SELECT @@global.read_only')
  const first = await connection.read()
  if (first?.[0] === PACKET.error) return ['unavailable', refusal(first)[1]]
  if (first === undefined || !first.equals(ONE_COLUMN)) return NOT_MYSQL
  for (let packets = 0; packets < PACKETS_BEFORE_ROW; packets++)
    if ((await connection.read()) === undefined) return NOT_MYSQL
  const row = await connection.read()
  const value = row && readOnlyColumn(row)
  if (value === undefined) return NOT_MYSQL
  // A number with two values; in newer versions of MariaDB a word with four, OFF among them.
  const isReadOnly = !/^(0|OFF)$/i.test(value)
  const state = isReadOnly ? 'set to read only' : 'takes writes'
  return [isReadOnly === (wanted === 'yes') ? 'ok' : 'role', state]
}

const ONE_COLUMN = Buffer.of(1)
