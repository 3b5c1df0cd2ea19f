// Who receives alerts in tests: a real HTTP server and a real SMTP server, each keeping what it was sent.
import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http, { type IncomingHttpHeaders } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Credentials } from './certificates.ts'
import { DEADLINE_MS } from './own-process.ts'

class Inbox<Item> {
  readonly items: Item[] = []
  readonly #came = new EventEmitter()

  add(item: Item): void {
    this.items.push(item)
    this.#came.emit('item')
  }

  /** The first that `isIt`, whenever it comes; those before `after` are passed over. */
  async find(what: string, isIt: (item: Item) => boolean, after = 0): Promise<Item> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    for (;;) {
      const found = this.items.slice(after).find(isIt)
      if (found !== undefined) return found
      try {
        await once(this.#came, 'item', { signal })
      } catch {
        throw new Error(`never came: ${what}\n${JSON.stringify(this.items, undefined, 1)}`)
      }
    }
  }
}

export interface Posted {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export class HookServer extends Inbox<Posted> {
  url = ''
  answer: Answer = { status: 204 }
  /** Takes requests and never answers. */
  isSilent = false

  json(after = 0): unknown[] {
    return this.items.slice(after).map(({ body }) => JSON.parse(body))
  }
}

export async function startHook(t: TestContext, credentials?: Credentials): Promise<HookServer> {
  const hook = new HookServer()
  const listener: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url = '', headers } = request
      hook.add({ path: url, headers, body: Buffer.concat(chunks).toString() })
      const { status, headers: more = {}, body } = hook.answer
      if (!hook.isSilent) response.writeHead(status, more).end(body)
    })
  }
  const server =
    credentials === undefined ? http.createServer(listener) : https.createServer(credentials, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  hook.url = `${credentials === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  return hook
}

export interface Mailed {
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | undefined
  readonly isEncrypted: boolean
  /** With its header fields, unfolded. */
  readonly text: string
}

/** A file with the secret of a webhook, for tests that do not look at signatures. */
export function makeSecret(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'failover-secret-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'hook.secret')
  writeFileSync(file, `whsec_${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  return file
}

export class MailServer extends Inbox<Mailed> {
  port = 0
  /** Takes mails to their end and never answers. */
  isSilent = false
}

export async function startMailServer(t: TestContext, options: SMTPServerOptions = {}): Promise<MailServer> {
  const inbox = new MailServer()
  const server = new SMTPServer({
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        inbox.add({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: session.user as string | undefined,
          isEncrypted: session.secure === true,
          text: Buffer.concat(chunks)
            .toString()
            .replaceAll('\r\n', '\n')
            .replace(/\n[ \t]+/g, ' '),
        })
        if (!inbox.isSilent) done()
      })
    },
    ...options,
  })
  // A client that does not trust us ends the handshake: that is what some tests are about.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  inbox.port = (server.server.address() as AddressInfo).port
  return inbox
}

/** The value of a header field of a message. */
export function fieldOf({ text }: Mailed, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(text.slice(0, text.indexOf('\n\n')))?.[1]
}
