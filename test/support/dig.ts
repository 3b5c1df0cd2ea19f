// Debian's dig as a client that shares no code with us; its text is what the tests read.
import type { Endpoint } from './dns-client.ts'
import { OwnProcess } from './own-process.ts'

export interface Dug {
  /** All that dig printed. */
  readonly text: string
  readonly status: string
  /** `qr aa` */
  readonly flags: string
  /** Zone-file lines with single blanks, the class left out; sorted. */
  readonly answer: readonly string[]
  readonly authority: readonly string[]
}

/** `dig @ADDRESS -p PORT …`: one try, three seconds, no retry over TCP unless asked. */
export async function dig(at: Endpoint, ...args: readonly string[]): Promise<Dug> {
  const server = [`@${at.address}`, '-p', String(at.port), '+time=3', '+tries=1', '+ignore', '+norecurse']
  const run = new OwnProcess('dig', [...server, ...args])
  const { code } = await run.ended
  if (code !== 0) throw new Error(run.story())
  const text = run.stdout
  return {
    text,
    status: /status: (\w+)/.exec(text)?.[1] ?? '',
    flags: /;; flags: ([^;]*);/.exec(text)?.[1] ?? '',
    answer: section(text, 'ANSWER'),
    authority: section(text, 'AUTHORITY'),
  }
}

function section(text: string, name: string): string[] {
  const [, lines = ''] = new RegExp(`;; ${name} SECTION:\\n((?:[^;\\n].*\\n)*)`).exec(text) ?? []
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/\s+/g, ' ').replace(/^(\S+ \d+) IN /, '$1 '))
    .sort()
}
