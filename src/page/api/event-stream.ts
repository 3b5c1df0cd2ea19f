// Follows /v1/events: reads the stream, begins again where it has left off, and waits longer after each failure.
import { backOffMs } from './back-off.ts'
import type { Client } from './client.ts'
import { EventParser, type StreamEvent } from './event-parser.ts'
import type { Problem } from './problem.ts'

export interface StreamListener {
  readonly onOpen: () => void
  readonly onEvent: (event: StreamEvent) => void
  /** The stream has ended, or there was none; it comes back by itself. */
  readonly onLost: (problem: Problem | undefined) => void
}

/** A sign of life comes every 15 s. */
const SILENCE_MS = 40_000

/** Until `signal` is aborted. `after` is the id of the last event that is known. */
export async function followEvents(
  client: Client,
  after: string,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<void> {
  let last = after
  let failures = 0
  const onEvent = (event: StreamEvent): void => {
    last = event.id ?? last
    listener.onEvent(event)
  }
  while (!signal.aborted) {
    const watch = new Watch(signal)
    const asked = await client.response('/v1/events', {
      headers: { 'last-event-id': last, accept: 'text/event-stream' },
      signal: watch.signal,
    })
    const body = 'answer' in asked && asked.answer.ok ? asked.answer.body : null
    if (body !== null) {
      failures = 0
      listener.onOpen()
      await readAll(body, onEvent, watch)
    }
    watch.end()
    if (signal.aborted) return
    listener.onLost('problem' in asked ? asked.problem : undefined)
    await pause(backOffMs(failures++, Math.random()), signal)
  }
}

async function readAll(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onEvent: (event: StreamEvent) => void,
  watch: Watch,
): Promise<void> {
  const parser = new EventParser()
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      watch.heard()
      for (const event of parser.push(value)) onEvent(event)
    }
  } catch {
    // A connection that breaks and a stream that is given up end alike: the caller begins anew.
    await reader.cancel().catch(() => undefined)
  }
}

/** Gives up a stream that has been silent for too long: a connection can die without a word. */
class Watch {
  readonly #silence = new AbortController()
  readonly signal: AbortSignal
  #timer: ReturnType<typeof setTimeout>

  constructor(outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.#silence.signal])
    this.#timer = this.#start()
  }

  heard(): void {
    clearTimeout(this.#timer)
    this.#timer = this.#start()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#silence.abort()
  }

  #start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#silence.abort(), SILENCE_MS)
  }
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
