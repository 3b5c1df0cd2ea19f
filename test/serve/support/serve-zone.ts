// Serves `example.com.` with the real answerer and the real workers, on free ports.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Endpoint } from '../../../src/serve/acceptor.ts'
import type { Answering } from '../../../src/serve/answerer.ts'
import type { TcpLimits } from '../../../src/serve/limits.ts'
import type { Serving } from '../../../src/serve/serving.ts'
import { startServing } from '../../../src/serve/workers.ts'
import { catalogOf, exampleZone, PLAIN_RESPONDER, wholeBook } from '../../support/ask.ts'
import { FIRST } from './encrypted.ts'
import { LIMITS } from './limits.ts'

export interface ZoneServing {
  readonly serving: Serving
  readonly at: Endpoint
  readonly dot: Endpoint
  readonly doh: Endpoint
}

export interface ZoneServingOptions {
  readonly tcp?: Partial<TcpLimits>
  readonly answering?: Partial<Answering>
}

/** Until the test ends. */
export async function serveZone(
  t: TestContext,
  lines: string,
  { tcp, answering }: ZoneServingOptions = {},
): Promise<ZoneServing> {
  const anyPort = [{ address: '127.0.0.1', port: 0 }]
  const started = await startServing({
    listen: anyPort,
    udp: { io: 'auto', workers: 1 },
    encrypted: { dot: anyPort, doh: anyPort, certificate: FIRST },
    tcp: { ...LIMITS, ...tcp },
    book: wholeBook(catalogOf([exampleZone(lines)])).handle,
    answering: { ...PLAIN_RESPONDER, ...answering },
    onEvent: () => undefined,
  })
  assert.ok('serving' in started, 'problem' in started ? started.problem.sentence : '')
  const { serving } = started
  t.after(() => serving.stop())
  const { listen, dot, doh } = serving.places
  const [at, dotAt, dohAt] = [listen[0], dot[0], doh[0]]
  assert.ok(at && dotAt && dohAt)
  return { serving, at, dot: dotAt, doh: dohAt }
}
