// Logs in at an AMQP 0-9-1 broker: from connection.start to connection.open-ok.
import type { Socket } from 'node:net'
import type { Finding, OctetReader } from '../attempt/converse.ts'
import { printable } from '../attempt/printable.ts'
import {
  type AmqpMethod,
  long,
  longText,
  METHOD,
  methodFrame,
  readClose,
  readMechanisms,
  readMethod,
  short,
  shortText,
} from './amqp-frame.ts'

export interface AmqpLogin {
  readonly user: string
  readonly password: string
  readonly vhost: string
}

const MECHANISM = 'PLAIN'
const LOCALE = 'en_US'
/** Channels, octets of a frame, seconds between heartbeats: as the server proposes the first two, and no heartbeats. */
const TUNE_OCTETS = 8
const TUNED_OCTETS = 6

export const NOT_AMQP: Finding = ['protocol', 'not an answer of AMQP 0-9-1']

/** Undefined when the connection is open. `start` is the server's first method. */
export async function logIn(
  socket: Socket,
  reader: OctetReader,
  start: AmqpMethod,
  login: AmqpLogin,
): Promise<Finding | undefined> {
  const mechanisms = readMechanisms(start.args)
  if (mechanisms === undefined) return NOT_AMQP
  if (!mechanisms.includes(MECHANISM))
    return ['login', `asks for a way to log in that is not known: ${printable(mechanisms.join(' '))}`]
  socket.write(startOk(login))
  const tune = await readMethod(reader)
  if (tune?.id !== METHOD.tune || tune.args.length < TUNE_OCTETS) return refusal(socket, tune)
  socket.write(methodFrame(METHOD.tuneOk, tune.args.subarray(0, TUNED_OCTETS), short(0)))
  socket.write(methodFrame(METHOD.open, shortText(login.vhost), shortText(''), Buffer.of(0)))
  const open = await readMethod(reader)
  return open?.id === METHOD.openOk ? undefined : refusal(socket, open)
}

/** In good order, or the broker would log that we were lost. */
export function takeLeave(socket: Socket): void {
  const [replyCode, noClass, noMethod] = [short(200), short(0), short(0)]
  socket.write(methodFrame(METHOD.close, replyCode, shortText(''), noClass, noMethod))
}

function startOk({ user, password }: AmqpLogin): Buffer {
  const response = longText(Buffer.from(`\0${user}\0${password}`))
  return methodFrame(METHOD.startOk, properties(), shortText(MECHANISM), response, shortText(LOCALE))
}

/** RabbitMQ says why it refuses a login to those only who say that they understand. */
function properties(): Buffer {
  const capability = Buffer.concat([shortText('authentication_failure_close'), Buffer.from('t\x01')])
  const capabilities = [shortText('capabilities'), Buffer.from('F'), longText(capability)]
  const product = [shortText('product'), Buffer.from('S'), longText(Buffer.from('failover'))]
  const table = Buffer.concat([...product, ...capabilities])
  return Buffer.concat([long(table.length), table])
}

/** ACCESS_REFUSED, and NOT_ALLOWED of a virtual host that is not there or not for us. */
const LOGIN_CODES: readonly number[] = [403, 530]

function refusal(socket: Socket, method: AmqpMethod | undefined): Finding {
  if (method?.id !== METHOD.close) return NOT_AMQP
  socket.write(methodFrame(METHOD.closeOk))
  const { code, text } = readClose(method.args)
  return [LOGIN_CODES.includes(code) ? 'login' : 'unavailable', printable(text)]
}
