// ldap: a directory server answers a search for its root DSE.
//
// | option    | default     | meaning                                                                        |
// |-----------|-------------|--------------------------------------------------------------------------------|
// | port=     | 389         | 1 to 65535; with tls=yes the default is 636                                    |
// | tls=      | no          | `yes`: over TLS from the first octet on                                        |
// | starttls= | no          | `yes`: the server must offer StartTLS, and answer once more over TLS           |
// | name=     | the address | sent as SNI and expected in the certificate                                    |
// | ca=       | none        | PEM file (absolute path) whose certificates are trusted beside the public ones |
// | days=     | 0           | the certificate must be valid for so many more days                            |
// | verify=   | yes         | `no` accepts any chain and name; days= is still kept                           |
// | hold=     | no          | `yes`: also keeps a connection open, and probes at once when it ends           |
//
// Nobody binds: the root DSE is there for clients that the server does not know yet (OpenLDAP, Active Directory, 389).
// It takes its leave with an unbind.
//
//     ;@ check directory ldap tls=yes name=dc1.corp.example ca=/etc/ssl/corp.pem
import type { Finding } from './attempt/converse.ts'
import type { Dialogue } from './attempt/dialogue.ts'
import { printable } from './attempt/printable.ts'
import { configureHeldDialogue, HELD_DIALOGUE_OPTIONS } from './configure-dialogue.ts'
import type { Probe } from './probe.ts'
import {
  hearResponse,
  type LdapResponse,
  offersStartTls,
  RESPONSE,
  readResult,
  searchRootDse,
  startTls,
  unbind,
} from './protocol/ldap-message.ts'

export const ldap: Probe<'ldap'> = {
  type: 'ldap',
  optionNames: Object.keys(HELD_DIALOGUE_OPTIONS),
  configure: (options) =>
    configureHeldDialogue(options, { plain: 389, secured: 636 }, { talk, farewell: unbind(ID.unbind) }),
}

const ID = { offer: 1, startTls: 2, search: 3, unbind: 4 } as const

async function talk(dialogue: Dialogue): Promise<Finding> {
  const refused = dialogue.upgrade && (await beginTls(dialogue, dialogue.upgrade))
  if (refused !== undefined) return refused
  const found = await search(dialogue, ID.search, NO_ATTRIBUTES)
  return 'entry' in found ? ['ok', 'root DSE'] : found.finding
}

/** RFC 4511 §4.5.1.8: what is asked for to get an entry without its attributes. */
const NO_ATTRIBUTES = '1.1'

/** Undefined when TLS has begun. */
async function beginTls(dialogue: Dialogue, upgrade: () => Promise<void>): Promise<Finding | undefined> {
  const found = await search(dialogue, ID.offer, 'supportedExtension')
  if (!('entry' in found)) return found.finding
  if (!offersStartTls(found.entry)) return ['tls-missing', 'no StartTLS among the extensions']
  dialogue.write(startTls(ID.startTls), 'while waiting for the answer to StartTLS')
  const response = await hearResponse(dialogue)
  if (response?.id !== ID.startTls || response.tag !== RESPONSE.extended) return otherThanExpected(response)
  const refused = refusalIn(response)
  if (refused !== undefined) return refused
  await upgrade()
  return undefined
}

type Found = { readonly entry: Buffer } | { readonly finding: Finding }

async function search(dialogue: Dialogue, id: number, attribute: string): Promise<Found> {
  dialogue.write(searchRootDse(id, attribute), 'while waiting for the root DSE')
  let entry: Buffer | undefined
  // The reader ends the attempt when the responses become too many.
  for (;;) {
    const response = await hearResponse(dialogue)
    if (response?.id !== id) return { finding: otherThanExpected(response) }
    if (response.tag === RESPONSE.entry) entry = response.content
    else if (response.tag === RESPONSE.searchDone) {
      const refused = refusalIn(response)
      if (refused !== undefined) return { finding: refused }
      return entry === undefined ? { finding: ['data', 'no root DSE'] } : { entry }
    } else if (response.tag !== RESPONSE.reference) return { finding: NOT_LDAP }
  }
}

const NOT_LDAP: Finding = ['protocol', 'not a response of LDAP']

/** RFC 4511 §4.4.1: a server that is about to close the connection may say why, as a response to nothing. */
function otherThanExpected(response: LdapResponse | undefined): Finding {
  if (response?.id !== 0 || response.tag !== RESPONSE.extended) return NOT_LDAP
  return refusalIn(response) ?? NOT_LDAP
}

/** Undefined for success. */
function refusalIn({ content }: LdapResponse): Finding | undefined {
  const result = readResult(content)
  if (result === undefined) return NOT_LDAP
  return result.code === 0
    ? undefined
    : ['unavailable', printable(`result ${result.code} ${result.diagnostic}`)]
}
