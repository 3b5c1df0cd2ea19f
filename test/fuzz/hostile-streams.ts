// Malformed TCP streams: split, cut, of wrong lengths, garbage, reset, never read; each must come to its end in time.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as oneTurn } from 'node:timers/promises'
import { type Endpoint, encodeQuestion, framed } from '../support/dns-client.ts'
import type { Dice } from '../support/peers/dice.ts'
import { diceFor } from './cases.ts'
import { noise } from './mutate.ts'
import { malformedRequest } from './requests.ts'

const AT_ONCE = 24
const CLIENTS = 16
const MAX_MESSAGE = 0xffff

interface Stream {
  /** What is sent, piece by piece. */
  readonly pieces: readonly Buffer[]
  /** What the client does then: half-close, close, reset, or nothing until the server has had enough. */
  readonly ending: 'end' | 'destroy' | 'reset' | 'wait'
}

export interface StreamTask {
  readonly endpoint: Endpoint
  readonly question: string
  readonly seed: number
  readonly streams: number
  /** In which the server must end a stream, whatever its client does. */
  readonly deadlineMs: number
}

/** The streams that the server did not end in time, by what is needed to replay them. */
export async function sendHostileStreams(task: StreamTask): Promise<readonly string[]> {
  const late: string[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let number = next++; number < task.streams; number = next++) {
      const stream = streamOf(diceFor(task.seed, number), task.question)
      if (!(await play(stream, task, number))) late.push(`stream ${number} (${stream.ending})`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return late
}

function streamOf(dice: Dice, question: string): Stream {
  const octets = dice.pick(KINDS)(dice, encodeQuestion(question))
  const pieces = dice.oneIn(3) ? split(dice, octets) : [octets]
  // To wait costs the server's timeout, so only some do.
  const ending = dice.oneIn(40) ? 'wait' : dice.pick(['end', 'end', 'destroy', 'reset'] as const)
  return { pieces, ending }
}

const KINDS: readonly ((dice: Dice, query: Buffer) => Buffer)[] = [
  (dice) => noise(dice, 2000),
  (dice) => framed(malformedRequest(dice, 2000)),
  (dice) => framed(malformedRequest(dice, dice.oneIn(20) ? MAX_MESSAGE : 600)),
  (dice, query) => framed(query).subarray(0, dice.below(query.length + 2)),
  // The length says more, less, nothing, or less than a header.
  (dice, query) =>
    withLength(query, dice.pick([0, 1, 11, 12, query.length - 1, query.length + 1, MAX_MESSAGE])),
  (dice, query) => Buffer.concat([...Array(dice.below(300)).fill(framed(query)), noise(dice, 30)]),
  (dice, query) => Buffer.concat([framed(query), withLength(query, dice.below(0x1_0000)), framed(query)]),
  (dice) => Buffer.alloc(dice.below(3000)),
  () => Buffer.from('GET /dns-query?dns=AAAB HTTP/1.1\r\nHost: x\r\n\r\n'),
  (dice) => Buffer.concat([Buffer.from('16030100c8010000c40303', 'hex'), noise(dice, 200)]),
]

function withLength(message: Buffer, length: number): Buffer {
  const octets = framed(message)
  octets.writeUInt16BE(length)
  return octets
}

function split(dice: Dice, octets: Buffer): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < octets.length && pieces.length < 20; ) {
    const next = pieces.length === 19 ? octets.length : at + 1 + dice.below(dice.oneIn(2) ? 3 : 200)
    pieces.push(octets.subarray(at, next))
    at = next
  }
  return pieces
}

/** Whether the stream came to its end in time. */
async function play({ pieces, ending }: Stream, task: StreamTask, number: number): Promise<boolean> {
  const { address: host, port } = task.endpoint
  const socket = connect({ host, port, localAddress: `127.0.2.${1 + (number % CLIENTS)}`, noDelay: true })
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  // A server may reset what is malformed.
  socket.on('error', () => socket.destroy())
  socket.resume()
  const late = setTimeout(() => socket.destroy(new Error('late')), task.deadlineMs)
  let isLate = false
  socket.on('error', ({ message }) => {
    isLate ||= message === 'late'
  })
  await once(socket, 'connect').catch(() => undefined)
  for (const piece of pieces) {
    if (socket.destroyed) break
    socket.write(piece)
    await oneTurn()
  }
  finish(socket, ending)
  await closed
  clearTimeout(late)
  return !isLate
}

function finish(socket: Socket, ending: Stream['ending']): void {
  if (ending === 'end') socket.end()
  if (ending === 'destroy') socket.destroy()
  if (ending === 'reset') socket.resetAndDestroy()
}
