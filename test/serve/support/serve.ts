// Starts workers with the fake answerer on free ports, and keeps the events that they report.

import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import type { TestContext } from 'node:test'
import type { Endpoint } from '../../../src/serve/acceptor.ts'
import type { UdpIo } from '../../../src/serve/choose-udp.ts'
import type { ServingEvent } from '../../../src/serve/event.ts'
import type { TcpLimits } from '../../../src/serve/limits.ts'
import type { Serving } from '../../../src/serve/serving.ts'
import type { Encrypted } from '../../../src/serve/serving-options.ts'
import { type Started, startWorkers } from '../../../src/serve/start.ts'
import { PLAIN_RESPONDER } from '../../support/ask.ts'
import { fakeBook, TRANSPORTS } from './fake-answerer.ts'
import { LIMITS } from './limits.ts'

export interface Options {
  readonly io?: UdpIo
  readonly workers?: number
  readonly listen?: readonly Endpoint[]
  readonly tcp?: Partial<TcpLimits>
  readonly encrypted?: Encrypted
}

export const events = new EventEmitter()

export function tryServe(options: Options = {}): Promise<Started> {
  return startWorkers(
    {
      listen: options.listen ?? [{ address: '127.0.0.1', port: 0 }],
      udp: { io: options.io ?? 'dgram', workers: options.workers ?? 1 },
      tcp: { ...LIMITS, ...options.tcp },
      encrypted: options.encrypted,
      book: fakeBook(1),
      answering: PLAIN_RESPONDER,
      onEvent: (event) => events.emit(event.event, event),
    },
    {
      udp: new URL('./fake-udp-worker.ts', import.meta.url),
      tcp: new URL('./fake-tcp-worker.ts', import.meta.url),
      tls: new URL('./fake-tls-worker.ts', import.meta.url),
      counters: TRANSPORTS.map((transport) => `asked-${transport}`),
      cells: TRANSPORTS.length,
    },
  )
}

/** Serves until the test ends. */
export async function serve(
  t: TestContext,
  options: Options = {},
): Promise<{ serving: Serving; at: Endpoint; dot: Endpoint; doh: Endpoint }> {
  const started = await tryServe(options)
  assert.ok('serving' in started, 'problem' in started ? started.problem.sentence : '')
  const { serving } = started
  const [at] = serving.endpoints
  assert.ok(at)
  const { dot, doh } = serving.places
  t.after(() => serving.stop())
  return { serving, at, dot: dot[0] ?? at, doh: doh[0] ?? at }
}

export async function nextEvent(name: ServingEvent['event']): Promise<ServingEvent> {
  const [event] = await once(events, name, { signal: AbortSignal.timeout(10_000) })
  return event
}

/** Workers show their progress at least every 100 ms; it is shared memory, so there is no event to wait for. */
export async function reaches(value: () => number | undefined, wanted: number): Promise<void> {
  const deadlineMs = performance.now() + 5000
  while (value() !== wanted && performance.now() < deadlineMs) await once(AbortSignal.timeout(5), 'abort')
  assert.equal(value(), wanted)
}
