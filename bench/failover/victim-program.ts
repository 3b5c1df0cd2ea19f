// A small web server in a process of its own, on one address or many; closes, fails or expires when its parent says so.
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { Server as NetServer } from 'node:net'
import type { Credentials } from '../../test/support/certificates.ts'

/** The first message of the parent. */
export interface VictimJob {
  readonly addresses: readonly string[]
  readonly httpPort: number
  readonly httpsPort: number
  readonly valid: Credentials
  readonly expired: Credentials
}

/** Every further message. */
export interface VictimOrder {
  readonly order: 'close' | 'fail' | 'expire'
  readonly address: string
}

/** When the order was carried out, ns of the monotonic clock, which all processes share. */
export interface VictimReport {
  readonly doneNs: string
}

const carryOut = new Map<string, Record<VictimOrder['order'], () => void>>()

process.once('message', async (job: VictimJob) => {
  await Promise.all(job.addresses.map((address) => serve(address, job)))
  process.on('message', ({ order, address }: VictimOrder) => {
    const doneNs = String(process.hrtime.bigint())
    carryOut.get(address)?.[order]()
    process.send?.({ doneNs } satisfies VictimReport)
  })
  process.send?.('listening')
})
process.on('disconnect', () => process.exit())

async function serve(address: string, { httpPort, httpsPort, valid, expired }: VictimJob): Promise<void> {
  let status = 200
  const http = createHttp((_, response) => response.writeHead(status).end('ready\n'))
  const https = createHttps(valid, (_, response) => response.writeHead(status).end('ready\n'))
  await Promise.all([
    new Promise<void>((resolve) => http.listen(httpPort, address, resolve)),
    new Promise<void>((resolve) => https.listen(httpsPort, address, resolve)),
  ])
  carryOut.set(address, {
    // An HTTP server's own close() ends idle connections too, which would tell whoever holds one.
    close: () => NetServer.prototype.close.call(http),
    fail: () => {
      status = 500
    },
    expire: () => https.setSecureContext(expired),
  })
}
