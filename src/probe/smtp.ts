// smtp: a mail server greets, and answers EHLO.
//
// | option    | default     | meaning                                                                        |
// |-----------|-------------|--------------------------------------------------------------------------------|
// | port=     | 25          | 1 to 65535; with tls=yes the default is 465                                    |
// | tls=      | no          | `yes`: over TLS from the first octet on                                        |
// | starttls= | no          | `yes`: the server must offer STARTTLS, and answer EHLO once more over TLS      |
// | name=     | the address | sent as SNI and expected in the certificate                                    |
// | ca=       | none        | PEM file (absolute path) whose certificates are trusted beside the public ones |
// | days=     | 0           | the certificate must be valid for so many more days                            |
// | verify=   | yes         | `no` accepts any chain and name; days= is still kept                           |
//
// It waits for the greeting before it speaks, says which address it comes from, and takes its leave with QUIT; it names
// no sender and no recipient. A server that is too busy (421) or serves nobody (554) fails.
//
//     ;@ check mail smtp starttls=yes name=mail1.corp.example days=14

import { isIPv6 } from 'node:net'
import type { Finding } from './attempt/converse.ts'
import type { Dialogue } from './attempt/dialogue.ts'
import { printable } from './attempt/printable.ts'
import { configureDialogue, DIALOGUE_OPTIONS } from './configure-dialogue.ts'
import type { Probe } from './probe.ts'

export const smtp: Probe<'smtp'> = {
  type: 'smtp',
  optionNames: Object.keys(DIALOGUE_OPTIONS),
  configure: (options) =>
    configureDialogue(options, { plain: 25, secured: 465 }, { talk, farewell: 'QUIT\r\n' }),
}

async function talk(dialogue: Dialogue): Promise<Finding> {
  const greeting = await hearReply(dialogue)
  if (greeting?.code !== 220) return otherThanExpected(greeting)
  const hello = await sayHello(dialogue)
  if (hello?.code !== 250) return otherThanExpected(hello)
  const refused = dialogue.upgrade && (await startTls(dialogue, hello, dialogue.upgrade))
  return refused ?? ['ok', printable(wordOf(greeting.lines[0]))]
}

/** Undefined when EHLO is answered over TLS. */
async function startTls(
  dialogue: Dialogue,
  hello: Reply,
  upgrade: () => Promise<void>,
): Promise<Finding | undefined> {
  if (!hello.lines.some((line) => wordOf(line).toUpperCase() === 'STARTTLS'))
    return ['tls-missing', 'no STARTTLS in the answer to EHLO']
  dialogue.say('STARTTLS')
  const ready = await hearReply(dialogue)
  if (ready?.code !== 220) return otherThanExpected(ready)
  await upgrade()
  // RFC 3207 §4.2: the client says EHLO once more, as the first command under TLS.
  const again = await sayHello(dialogue)
  return again?.code === 250 ? undefined : otherThanExpected(again)
}

interface Reply {
  readonly code: number
  /** What stands behind the code in each line. */
  readonly lines: readonly string[]
}

/** RFC 5321 §4.2.1: a hyphen behind the code means that a line follows. Undefined when it is no reply. */
async function hearReply(dialogue: Dialogue): Promise<Reply | undefined> {
  const lines: string[] = []
  let code: string | undefined
  // The reader ends the attempt when the lines become too many.
  for (;;) {
    const match = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(await dialogue.hearLine())
    if (match === null || (code !== undefined && code !== match[1])) return undefined
    code = match[1]
    lines.push(match[3] ?? '')
    if (match[2] !== '-') return { code: Number(code), lines }
  }
}

/** RFC 5321 §4.1.4: a client without a name of its own gives its address. */
function sayHello(dialogue: Dialogue): Promise<Reply | undefined> {
  const { localAddress } = dialogue
  // RFC 5321 §4.1.3: how an address is written where a name is expected.
  dialogue.say(`EHLO [${isIPv6(localAddress) ? 'IPv6:' : ''}${localAddress}]`)
  return hearReply(dialogue)
}

function otherThanExpected(reply: Reply | undefined): Finding {
  if (reply === undefined) return ['protocol', 'not a reply of SMTP']
  const seen = printable(`${reply.code} ${reply.lines[0]}`)
  return [reply.code >= 400 ? 'unavailable' : 'protocol', seen]
}

function wordOf(line = ''): string {
  return line.split(' ', 1)[0] ?? ''
}
