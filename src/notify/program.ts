// Tells a program: it gets the notification as JSON on standard input, and takes it by ending with exit code 0.
import { jsonOf } from '../alert/json-body.ts'
import { countOf, type Notification, severityOf, titleOf } from '../alert/notification.ts'
import type { Sent } from '../alert/retry.ts'
import { type ProgramEnd, runProgram } from '../probe/attempt/run-program.ts'
import { permittedProgram } from '../probe/options/program-option.ts'
import { type Send, sentenceOf } from './send.ts'

export interface Program {
  /** Absolute. */
  readonly path: string
  readonly args: readonly string[]
  /** It is run only when it lies in one of these, and nobody else can exchange it. */
  readonly folders: readonly string[]
  readonly timeoutMs: number
}

/** Where in failover.yaml. */
export const PERMIT = 'alerts: exec-folders'
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export function program({ path, args, folders, timeoutMs }: Program): Send {
  return (notification, signal) => {
    const found = permittedProgram(path, { execFolders: folders }, PERMIT)
    if ('problem' in found) return Promise.resolve(failed(`the program ${found.problem}`))
    const ended = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    return new Promise<Sent>((resolve) => {
      const end = (sent: Sent): void => {
        ended.removeEventListener('abort', cut)
        stop()
        resolve(sent)
      }
      const cut = (): void => end(failed(sentenceOf(ended.reason)))
      const call = {
        path: found.path,
        args,
        environment: environmentOf(notification),
        input: `${jsonOf(notification)}\n`,
      }
      const stop = runProgram(call, {
        onEnd: (how) => end(judge(how)),
        onTooMuch: () => end(failed('more than 64 KiB of output')),
        onError: (error) => end(failed(sentenceOf(error))),
      })
      ended.addEventListener('abort', cut)
      if (ended.aborted) cut()
    })
  }
}

function environmentOf(notification: Notification): Readonly<Record<string, string>> {
  const firing = countOf(notification, 'firing')
  return {
    PATH,
    FAILOVER_ID: notification.id,
    FAILOVER_STATE: firing > 0 ? 'firing' : 'resolved',
    FAILOVER_SEVERITY: severityOf(notification),
    FAILOVER_TITLE: titleOf(notification),
  }
}

function judge({ code, signal, firstLine }: ProgramEnd): Sent {
  if (code === 0) return { isTaken: true, seen: firstLine === '' ? 'exit code 0' : firstLine }
  const how = signal === null ? `exit code ${code}` : `ended by ${signal}`
  return failed(firstLine === '' ? how : `${how}: ${firstLine}`)
}

function failed(problem: string): Sent {
  return { isTaken: false, problem, hope: 'good' }
}
