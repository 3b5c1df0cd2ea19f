// Runs a program in a process group of its own, and leaves nothing of the group behind, however it ends.
import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { MAX_READ_OCTETS } from './find-octets.ts'
import { printable } from './printable.ts'

export interface ProgramCall {
  /** Absolute. */
  readonly path: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** On its standard input; absent: nothing is there to be read. */
  readonly input?: string
}

export interface ProgramEnd {
  /** Null when a signal has ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The first line that is not blank, of standard output before standard error. */
  readonly firstLine: string
}

export interface ProgramEvents {
  readonly onEnd: (end: ProgramEnd) => void
  readonly onTooMuch: () => void
  readonly onError: (error: Error) => void
}

/**
 * How long output is awaited after the end of the program and its group: somebody who has left the group can hold it
 * open for ever.
 */
const LAST_OUTPUT_MS = 200

/** More of the first line than anybody is shown. */
const MAX_LINE_OCTETS = 1024

/** Starts it; what comes back ends it and its whole group at once. No shell is between. */
export function runProgram(
  { path, args, environment, input }: ProgramCall,
  events: ProgramEvents,
): () => void {
  const child = spawn(path, args, {
    cwd: '/',
    env: { ...environment },
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.on('error', events.onError)
  if (child.pid === undefined || child.stdout === null || child.stderr === null) return () => undefined
  // A program that ends without having read it all is judged by how it ends.
  child.stdin?.on('error', () => child.stdin?.destroy())
  child.stdin?.end(input)
  const { pid, stdout, stderr } = child
  const firstOut = firstLineOf(stdout, events.onTooMuch)
  const firstErr = firstLineOf(stderr, events.onTooMuch)
  let lastOutput: NodeJS.Timeout | undefined
  const end = (): void => {
    const { exitCode: code, signalCode: signal } = child
    events.onEnd({ code, signal, firstLine: firstOut() || firstErr() })
  }
  const onExit = (): void => {
    endGroup(pid)
    lastOutput = setTimeout(end, LAST_OUTPUT_MS)
  }
  child.once('exit', onExit)
  child.once('close', end)
  return () => {
    clearTimeout(lastOutput)
    child.off('exit', onExit)
    if (child.exitCode === null && child.signalCode === null) endGroup(pid)
    child.stdin?.destroy()
    stdout.destroy()
    stderr.destroy()
  }
}

/** The leader of a group gives it its number. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // ESRCH: all have ended by themselves. EPERM: who is left has become another user, and is out of our reach.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

/** What is behind the first line is read, for the program would wait, and forgotten. */
function firstLineOf(stream: Readable, onTooMuch: () => void): () => string {
  let text = ''
  let read = 0
  stream.on('data', (chunk: Buffer) => {
    read += chunk.length
    if (read > MAX_READ_OCTETS) onTooMuch()
    else if (text.length < MAX_LINE_OCTETS) text = `${text}${chunk.toString('latin1')}`.trimStart()
  })
  stream.on('error', () => stream.destroy())
  return () => printable(text.split('\n', 1)[0] ?? '')
}
