// The event stream of the daemon, as long as both sides are there.
import { type Asked, openStream } from './client.ts'

/** What the daemon sends after the event `after`, in pieces; the end of the connection is its end, whatever the reason. */
export async function openEvents(
  socketPath: string,
  after: number | undefined,
  signal: AbortSignal,
): Promise<Asked<AsyncGenerator<string>>> {
  const from = after === undefined ? '' : `?after=${after}`
  const stream = await openStream(socketPath, `/v1/events${from}`, signal)
  return 'answer' in stream ? { answer: untilBroken(stream.answer) } : stream
}

async function* untilBroken(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  try {
    for await (const chunk of stream) yield chunk.toString('latin1')
  } catch {
    // The next question tells whether the daemon is there.
    return
  }
}
