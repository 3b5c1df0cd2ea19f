// imap: a mailbox server greets, and answers CAPABILITY.
//
// | option    | default     | meaning                                                                         |
// |-----------|-------------|---------------------------------------------------------------------------------|
// | port=     | 143         | 1 to 65535; with tls=yes the default is 993                                     |
// | tls=      | no          | `yes`: over TLS from the first octet on                                         |
// | starttls= | no          | `yes`: the server must offer STARTTLS, and answer CAPABILITY once more over TLS |
// | name=     | the address | sent as SNI and expected in the certificate                                     |
// | ca=       | none        | PEM file (absolute path) whose certificates are trusted beside the public ones  |
// | days=     | 0           | the certificate must be valid for so many more days                             |
// | verify=   | yes         | `no` accepts any chain and name; days= is still kept                            |
//
// Nobody logs in; it takes its leave with LOGOUT. A server that greets with BYE, or says BYE later, fails.
//
//     ;@ check mailbox imap tls=yes name=imap.corp.example days=14
import type { Finding } from './attempt/converse.ts'
import type { Dialogue } from './attempt/dialogue.ts'
import { printable } from './attempt/printable.ts'
import { configureDialogue, DIALOGUE_OPTIONS } from './configure-dialogue.ts'
import type { Probe } from './probe.ts'

export const imap: Probe<'imap'> = {
  type: 'imap',
  optionNames: Object.keys(DIALOGUE_OPTIONS),
  configure: (options) =>
    configureDialogue(options, { plain: 143, secured: 993 }, { talk, farewell: 'A4 LOGOUT\r\n' }),
}

async function talk(dialogue: Dialogue): Promise<Finding> {
  const greeting = await dialogue.hearLine()
  if (/^\* BYE\b/i.test(greeting)) return ['unavailable', printable(greeting)]
  if (!/^\* (OK|PREAUTH)\b/i.test(greeting)) return NOT_IMAP
  const offered = await command(dialogue, 'A1', 'CAPABILITY')
  if (!('words' in offered)) return offered.finding
  const refused = dialogue.upgrade && (await startTls(dialogue, offered.words, dialogue.upgrade))
  return refused ?? ['ok', printable(greeting.replace(/^\* \w+ ?(?:\[[^\]]*\] ?)?/, ''))]
}

const NOT_IMAP: Finding = ['protocol', 'not a response of IMAP']

/** Undefined when CAPABILITY is answered over TLS. */
async function startTls(
  dialogue: Dialogue,
  offered: readonly string[],
  upgrade: () => Promise<void>,
): Promise<Finding | undefined> {
  if (!offered.includes('STARTTLS')) return ['tls-missing', 'no STARTTLS among the capabilities']
  const agreed = await command(dialogue, 'A2', 'STARTTLS')
  if (!('words' in agreed)) return agreed.finding
  await upgrade()
  // RFC 9051 §6.2.1: what was offered in plain text is forgotten, and asked for once more.
  const again = await command(dialogue, 'A3', 'CAPABILITY')
  return 'words' in again ? undefined : again.finding
}

type Answer = { readonly words: readonly string[] } | { readonly finding: Finding }

/**
 * RFC 9051 §7: what comes before the line with our tag is data, if it begins with an asterisk; of that only the
 * capabilities are kept.
 */
async function command(dialogue: Dialogue, ourTag: string, name: string): Promise<Answer> {
  const words: string[] = []
  dialogue.say(`${ourTag} ${name}`, name)
  // The reader ends the attempt when the lines become too many.
  for (;;) {
    const line = await dialogue.hearLine()
    const [tag, status = '', ...rest] = line.split(' ').map((word) => word.toUpperCase())
    if (tag === ourTag && status === 'OK') return { words }
    if (tag === ourTag || (tag === '*' && status === 'BYE'))
      return { finding: ['unavailable', printable(line)] }
    if (tag !== '*') return { finding: NOT_IMAP }
    if (status === 'CAPABILITY') words.push(...rest)
  }
}
