// One record as a line of a zone file, everything written out (RFC 1035 §5.1).
import { nameToText } from './name.ts'
import { printRdata } from './rdata/text.ts'
import type { ResourceRecord } from './record.ts'
import { typeToText } from './type.ts'

/** The fields of `named-compilezone -s full`, one tab between them. */
export function recordToText(record: ResourceRecord): string {
  const { owner, ttlSeconds, type, rdata } = record
  return `${nameToText(owner)}\t${ttlSeconds}\tIN\t${typeToText(type)}\t${printRdata(type, rdata)}`
}
