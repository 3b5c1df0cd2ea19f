// Asks one of our HTTP servers, as a stranger, whether it is ours: without a token, and without being counted as a failure.
import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { ASK_WITHIN_MS } from './exchange.ts'
import { failureOf } from './failure.ts'

export interface Door {
  readonly address: string
  readonly port: number
  readonly path: string
  readonly isTls: boolean
}

/** No host of anybody: our servers refuse it with 421 before they look at a token, and count nothing. */
const NOBODY = 'failover-doctor.invalid'
const MISDIRECTED = 421

/** Undefined: it answers as ours do. A sentence: how it does not. */
export function askDoor({ address, port, path, isTls }: Door): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const signal = AbortSignal.timeout(ASK_WITHIN_MS)
  const options = { host: address, port, path, headers: { host: NOBODY }, signal, agent: false as const }
  const take = (status: number | undefined, drain: () => void): void => {
    drain()
    resolve(status === MISDIRECTED ? undefined : `what answers there is not failover (HTTP ${status})`)
  }
  const asked = isTls
    ? requestTls({ ...options, rejectUnauthorized: false }, (response) =>
        take(response.statusCode, () => response.resume()),
      )
    : requestPlain(options, (response) => take(response.statusCode, () => response.resume()))
  asked.on('error', (error) =>
    resolve(signal.aborted ? `no answer within ${ASK_WITHIN_MS / 1000}s` : failureOf(error)),
  )
  asked.end()
  return promise
}
