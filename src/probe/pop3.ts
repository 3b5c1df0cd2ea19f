// pop3: a mailbox server greets as POP3 has it.
//
// | option    | default     | meaning                                                                         |
// |-----------|-------------|---------------------------------------------------------------------------------|
// | port=     | 110         | 1 to 65535; with tls=yes the default is 995                                     |
// | tls=      | no          | `yes`: over TLS from the first octet on                                         |
// | starttls= | no          | `yes`: the server must offer STLS, and tell its capabilities once more over TLS |
// | name=     | the address | sent as SNI and expected in the certificate                                     |
// | ca=       | none        | PEM file (absolute path) whose certificates are trusted beside the public ones  |
// | days=     | 0           | the certificate must be valid for so many more days                             |
// | verify=   | yes         | `no` accepts any chain and name; days= is still kept                            |
//
// Nobody logs in; it takes its leave with QUIT. A server that greets with -ERR fails.
//
//     ;@ check mailbox pop3 tls=yes name=pop.corp.example days=14
import type { Finding } from './attempt/converse.ts'
import type { Dialogue } from './attempt/dialogue.ts'
import { printable } from './attempt/printable.ts'
import { configureDialogue, DIALOGUE_OPTIONS } from './configure-dialogue.ts'
import type { Probe } from './probe.ts'

export const pop3: Probe<'pop3'> = {
  type: 'pop3',
  optionNames: Object.keys(DIALOGUE_OPTIONS),
  configure: (options) =>
    configureDialogue(options, { plain: 110, secured: 995 }, { talk, farewell: 'QUIT\r\n' }),
}

async function talk(dialogue: Dialogue): Promise<Finding> {
  const greeting = await dialogue.hearLine()
  if (!isOk(greeting)) return otherThanOk(greeting)
  const refused = dialogue.upgrade && (await startTls(dialogue, dialogue.upgrade))
  // RFC 1939 §7: what stands in angle brackets differs each time, for APOP.
  return refused ?? ['ok', printable(greeting.slice('+OK'.length).replace(/<[^<>]*>/, ''))]
}

/** Undefined when the capabilities are told over TLS. */
async function startTls(dialogue: Dialogue, upgrade: () => Promise<void>): Promise<Finding | undefined> {
  const offered = await hearCapabilities(dialogue)
  // RFC 2449 §5: a server that does not know CAPA says -ERR, and can offer nothing.
  if (!('lines' in offered))
    return isError(offered.refused) ? ['tls-missing', printable(offered.refused)] : NOT_POP3
  if (!offered.lines.includes('STLS')) return ['tls-missing', 'no STLS among the capabilities']
  dialogue.say('STLS')
  const agreed = await dialogue.hearLine()
  if (!isOk(agreed)) return otherThanOk(agreed)
  await upgrade()
  // RFC 2595 §4: what was offered in plain text is forgotten, and asked for once more.
  const again = await hearCapabilities(dialogue)
  return 'lines' in again ? undefined : otherThanOk(again.refused)
}

type Capabilities = { readonly lines: readonly string[] } | { readonly refused: string }

/** RFC 2449 §5: one capability a line, up to a line of a single dot. */
async function hearCapabilities(dialogue: Dialogue): Promise<Capabilities> {
  dialogue.say('CAPA')
  const status = await dialogue.hearLine()
  if (!isOk(status)) return { refused: status }
  const lines: string[] = []
  // The reader ends the attempt when the lines become too many.
  for (;;) {
    const line = await dialogue.hearLine()
    if (line === '.') return { lines }
    lines.push(line.trim().toUpperCase())
  }
}

function isOk(line: string): boolean {
  return /^\+OK(?: |$)/.test(line)
}

function isError(line: string): boolean {
  return /^-ERR(?: |$)/.test(line)
}

const NOT_POP3: Finding = ['protocol', 'not a response of POP3']

function otherThanOk(line: string): Finding {
  return isError(line) ? ['unavailable', printable(line)] : NOT_POP3
}
