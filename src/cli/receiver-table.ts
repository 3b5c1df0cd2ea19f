// The table of those who are told of alerts: when they were last, and what is in the way.
import type { ReceiverStatus } from '../control/operator.ts'
import { spanToText } from './span.ts'
import { type Cell, joined, printTable } from './table.ts'
import type { Terminal } from './terminal.ts'

export const RECEIVER_HEADS = ['receiver', 'told', 'state', 'how']

export function printReceivers(terminal: Terminal, receivers: readonly ReceiverStatus[], atMs: number): void {
  printTable(
    terminal,
    RECEIVER_HEADS,
    receivers.map((one) => receiverCells(one, atMs)),
  )
}

export function receiverCells(receiver: ReceiverStatus, atMs: number): Cell[] {
  const { name, channel, deliveredAtMs } = receiver
  const told =
    deliveredAtMs === undefined ? 'never' : joined(`${spanToText(Math.max(0, atMs - deliveredAtMs))} ago`)
  return [name, told, receiverState(receiver, atMs), channel]
}

function receiverState(receiver: ReceiverStatus, atMs: number): Cell {
  const { pending, failingSinceMs, problem, givenUp } = receiver
  const lost = givenUp > 0 ? `${givenUp} given up` : ''
  const waits = pending === undefined ? '' : `1 waits after ${attemptsText(pending.attempts)}`
  const fails =
    failingSinceMs === undefined
      ? ''
      : `fails for ${spanToText(Math.max(0, atMs - failingSinceMs))}: ${problem}`
  const text = [fails, waits, lost].filter((part) => part !== '').join('; ')
  if (text === '') return { text: 'fine', style: 'green' }
  return { text, style: fails === '' ? 'yellow' : 'red' }
}

function attemptsText(attempts: number): string {
  return `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`
}
