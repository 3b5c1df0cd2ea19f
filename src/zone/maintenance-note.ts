// `;@ maintenance ADDRESS "CRON" LENGTH "WHY"`: when a server is taken out of service, and brought back.
import { printRdata } from '../dns/rdata/text.ts'
import type { Draft } from './draft.ts'
import { quote } from './nearest.ts'
import { addressFromText } from './network.ts'
import type { NoteWord } from './note-words.ts'
import { windowOf } from './time-window.ts'
import type { MaintenanceDeclaration } from './zone.ts'
import { isAddress, type ZoneIndex } from './zone-index.ts'

const EXAMPLE = ';@ maintenance 10.1.0.10 "0 3 * * sun" 2h "patching"'

export function declareMaintenance(draft: Draft, first: NoteWord, rest: readonly NoteWord[]): void {
  const { problems } = draft
  const [address, when, length, why, ...more] = rest
  if (address === undefined || when === undefined || length === undefined || why === undefined) {
    const sentence = `maintenance of what, when, for how long, and why? write ${EXAMPLE}`
    problems.error(first.place, 'note-syntax', sentence)
    return
  }
  for (const word of more)
    problems.error(word.place, 'note-word', () => `${quote(word.key)} is one word too many; write ${EXAMPLE}`)
  const octets = addressFromText(address.key)
  if (octets === undefined || address.value !== undefined)
    problems.error(address.place, 'note-value', () => `${quote(address.key)} is no address; write ${EXAMPLE}`)
  if (why.key.trim() === '')
    problems.error(why.place, 'note-value', `a maintenance says why; write ${EXAMPLE}`)
  const read = windowOf(when.key, length.key)
  if ('problems' in read)
    for (const problem of read.problems) problems.error(when.place, 'note-value', problem)
  else if (octets !== undefined)
    draft.maintenance.push({ address: address.key, window: read.window, why: why.key, place: address.place })
}

/** With the addresses as records print them; those of no record are reported. */
export function resolveMaintenance(draft: Draft, index: ZoneIndex): readonly MaintenanceDeclaration[] {
  if (draft.maintenance.length === 0) return []
  const known = new Map<string, string>()
  for (const entry of index.owners.values())
    for (const record of Array.isArray(entry) ? entry : [entry])
      if (isAddress(record))
        known.set(octetsKey(printRdata(record.type, record.rdata)), printRdata(record.type, record.rdata))
  return draft.maintenance.flatMap((declared) => {
    const address = known.get(octetsKey(declared.address))
    if (address !== undefined) return [{ ...declared, address }]
    const sentence = `no record of this zone has the address ${declared.address}; correct it, or take the line out`
    draft.problems.error(declared.place, 'maintenance-nothing', sentence)
    return []
  })
}

/** An IPv6 address has many spellings. */
function octetsKey(address: string): string {
  return (addressFromText(address) ?? []).join('.')
}
