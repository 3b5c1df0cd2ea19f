// How long one HTTP/2 session lasts, whatever its client does.
//
//   state    meaning                               left after                       then
//   rest     every request is answered             idleTimeoutMs                    ending
//   busy     some request is not answered yet      its own time: frame + write      that request is cancelled
//   ending   the client was told to leave          TCP_STOP_FLUSH_MS                destroyed
//
// Time in rest counts from its begin: no ping, no setting and no half of a request prolongs it.

import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { TCP_STOP_FLUSH_MS, type TcpLimits } from './limits.ts'

export function boundSession(session: ServerHttp2Session, limits: TcpLimits, timedOut: () => void): void {
  let streams = 0
  let ending = false
  let timer: NodeJS.Timeout | undefined
  const rest = (): void => {
    if (!ending) timer = setTimeout(end, limits.idleTimeoutMs)
  }
  const end = (): void => {
    timedOut()
    ending = true
    session.goaway(constants.NGHTTP2_NO_ERROR)
    timer = setTimeout(() => session.destroy(), TCP_STOP_FLUSH_MS)
  }
  session.on('stream', (stream) => {
    if (streams++ === 0 && !ending) clearTimeout(timer)
    boundStream(stream, limits.frameTimeoutMs + limits.writeTimeoutMs, timedOut)
    stream.on('close', () => {
      if (--streams === 0 && !session.destroyed) rest()
    })
  })
  session.on('close', () => {
    ending = true
    clearTimeout(timer)
  })
  rest()
}

function boundStream(stream: ServerHttp2Stream, timeoutMs: number, timedOut: () => void): void {
  const timer = setTimeout(() => {
    timedOut()
    stream.close(constants.NGHTTP2_CANCEL)
  }, timeoutMs)
  stream.on('close', () => clearTimeout(timer))
}
