// One attempt of a probe: ends once, says how long it took and how far it came, and always closes what it opened.
import { performance } from 'node:perf_hooks'
import type { Ending, Outcome } from '../../health/outcome.ts'
import { endingOf } from './ending.ts'
import { printable } from './printable.ts'

export interface Attempt {
  /** What goes on now, `connecting`; becomes the detail when nothing better is known at the end. */
  stage: string
  /** The first call counts. */
  end(ending: Ending, detail?: string): void
  fail(error: Error): void
}

/** Opens sockets and returns what closes them; called once. */
export type Begin = (attempt: Attempt) => () => void

export function attempt(signal: AbortSignal, begin: Begin): Promise<Outcome> {
  const startedAtMs = performance.now()
  return new Promise((resolve) => {
    let close: (() => void) | undefined
    let ended = false
    const end = (ending: Ending, detail: string): void => {
      if (ended) return
      ended = true
      signal.removeEventListener('abort', abort)
      close?.()
      resolve({ ending, detail, latencyMs: performance.now() - startedAtMs })
    }
    const self: Attempt = {
      stage: 'before the start',
      end: (ending, detail = '') => end(ending, detail),
      fail: (error) => end(...failure(error, self.stage)),
    }
    const abort = (): void => end('timeout', self.stage)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    try {
      close = begin(self)
    } catch (error) {
      self.fail(error instanceof Error ? error : new Error(String(error)))
    }
    if (ended) close?.()
  })
}

/** The ending says all about the network; TLS, protocol and our own errors have more to tell. */
function failure(error: Error, stage: string): [Ending, string] {
  const ending = endingOf(error)
  const telling = ending.startsWith('tls-') || ending === 'protocol' || ending === 'error'
  return [ending, telling ? printable(error.message) : stage]
}
