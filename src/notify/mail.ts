// Tells people by mail: one message over SMTP (nodemailer), encrypted and with a certificate that is verified.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { createTransport, type NodemailerError, type SMTPTransportOptions } from 'nodemailer'
import { mailOf } from '../alert/mail-text.ts'
import type { Notification } from '../alert/notification.ts'
import type { Sent } from '../alert/retry.ts'
import { type Send, sentenceOf } from './send.ts'

export interface MailBox {
  readonly host: string
  readonly port: number
  /** `starttls`: it is an error when the server does not offer it; `implicit`: from the first octet; `none`: not at all. */
  readonly encryption: 'starttls' | 'implicit' | 'none'
  /** A file with the certificates that are trusted, in PEM; undefined: those that Node trusts. */
  readonly caFile: string | undefined
  /** `password`: as it is now; throws while its file is bad. */
  readonly login: { readonly user: string; readonly password: () => string } | undefined
  readonly from: string
  readonly to: readonly string[]
  readonly timeoutMs: number
}

/** An answer of the server that will be the same next time (RFC 5321 §4.2.1). */
const REFUSED = 500

export function mail(box: MailBox): Send {
  return async (notification, signal) => {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(box.timeoutMs)])
    let socket: Socket | undefined
    const cut = (): void => void socket?.destroy()
    ended.addEventListener('abort', cut)
    try {
      ended.throwIfAborted()
      const options = optionsOf(box)
      socket = connect({ host: box.host, port: box.port })
      const transport = createTransport({ ...options, getSocket: whenConnected(socket) })
      const info = await Promise.race([transport.sendMail(messageOf(box, notification)), endOf(ended)])
      const { accepted, rejected, response } = info
      const lost = rejected.length === 0 ? '' : `, but refused ${rejected.map(String).join(', ')}`
      return { isTaken: true, seen: `taken for ${accepted.length} (${response})${lost}` }
    } catch (error) {
      return failure(ended.aborted ? ended.reason : error)
    } finally {
      ended.removeEventListener('abort', cut)
      cut()
    }
  }
}

/** Whatever the other side and nodemailer are waiting for. */
async function endOf(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort')
  throw signal.reason
}

/** Ours, so that it can be cut at any time: nodemailer would wait for the end of its own. */
function whenConnected(socket: Socket): NonNullable<SMTPTransportOptions['getSocket']> {
  return (_options, callback) => {
    socket.once('error', (error) => callback(error))
    socket.once('close', () => callback(new Error('the connection was closed')))
    socket.once('connect', () => {
      socket.removeAllListeners()
      callback(null, { connection: socket })
    })
  }
}

function optionsOf({ host, port, encryption, caFile, login, timeoutMs }: MailBox): SMTPTransportOptions {
  return {
    host,
    port,
    secure: encryption === 'implicit',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    tls: { rejectUnauthorized: true, ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }) },
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password() } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function messageOf({ from, to }: MailBox, notification: Notification) {
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>.*$/, '')
  const idOf = (id: string): string => `<${id}@${domain}>`
  const references = notification.threads.map(idOf)
  const last = references.at(-1)
  return {
    from,
    to: [...to],
    ...mailOf(notification),
    messageId: idOf(notification.id),
    date: new Date(notification.madeMs),
    ...(last === undefined ? {} : { references, inReplyTo: last }),
    // RFC 3834 §5: nobody's holiday responder should answer.
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

function failure(error: unknown): Sent {
  const { responseCode, code } = error as Partial<NodemailerError>
  const isRefused = responseCode === undefined ? code === 'EAUTH' : responseCode >= REFUSED
  return { isTaken: false, problem: sentenceOf(error), hope: isRefused ? 'little' : 'good' }
}
