// The ports on which a protocol is spoken when port= does not say it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { imap } from '../../src/probe/imap.ts'
import { ldap } from '../../src/probe/ldap.ts'
import { pop3 } from '../../src/probe/pop3.ts'
import { smtp } from '../../src/probe/smtp.ts'
import { ask } from './run.ts'

/** Of this machine alone, and nobody else's: real servers mostly listen on 127.0.0.1. */
const ADDRESS = '127.0.0.77'

/** Undefined where the port is taken, or is only for root. */
async function serverOn(port: number, context: TestContext) {
  const server = createServer()
  context.after(() => server.close())
  try {
    await once(server.listen(port, ADDRESS), 'listening')
    return server
  } catch (error) {
    context.skip(`${error}`)
    return undefined
  }
}

const PORTS = [
  { probe: smtp, plain: 25, secured: 465 },
  { probe: imap, plain: 143, secured: 993 },
  { probe: pop3, plain: 110, secured: 995 },
  { probe: ldap, plain: 389, secured: 636 },
] as const

for (const { probe, plain, secured } of PORTS)
  for (const [port, options] of [
    [plain, {}],
    [plain, { starttls: 'yes' }],
    [secured, { tls: 'yes' }],
  ] as const)
    test(`${probe.type} with ${JSON.stringify(options)} asks port ${port}`, async (context) => {
      const server = await serverOn(port, context)
      if (server === undefined) return
      const stop = new AbortController()
      server.once('connection', (socket: Socket) => {
        socket.on('error', () => socket.destroy()).resume()
        stop.abort()
      })
      assert.equal((await ask(probe, options, ADDRESS, stop.signal)).ending, 'timeout')
    })
