// The event stream of the daemon, as long as both sides are there.
import { type Asked, openStream } from './client.ts'

/** Of one event; the longest has a few kilobytes. */
const MAX_EVENT_CHARACTERS = 1 << 20

/** The ids of what has happened, a few at a time; the end of the connection is its end, whatever the reason. */
export type EventIds = AsyncGenerator<readonly number[]>

/** What the daemon tells after the event `after`; absent: after the newest. */
export async function openEvents(
  socketPath: string,
  after: number | undefined,
  signal: AbortSignal,
): Promise<Asked<EventIds>> {
  const from = after === undefined ? '' : `?after=${after}`
  const stream = await openStream(socketPath, `/v1/events${from}`, signal)
  return 'answer' in stream ? { answer: eventIds(stream.answer) } : stream
}

/** A piece of the stream may end within an event, or within a word of one. */
export async function* eventIds(stream: AsyncIterable<Buffer>): EventIds {
  let rest = ''
  try {
    for await (const chunk of stream) {
      const events = (rest + chunk.toString('latin1')).split('\n\n')
      rest = events.pop() ?? ''
      if (rest.length > MAX_EVENT_CHARACTERS) return
      const ids = events.flatMap(idOf)
      if (ids.length > 0) yield ids
    }
  } catch {
    // The next question tells whether the daemon is there.
    return
  }
}

/** None of a comment, which is a sign of life. */
function idOf(event: string): number[] {
  const id = /^id: (\d+)$/m.exec(event)?.[1]
  return id === undefined ? [] : [Number(id)]
}
