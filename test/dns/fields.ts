// Splits one line of record data into text fields, as a zone reader does.
import type { TextField } from '../../src/dns/rdata/text.ts'

const FIELD = /"((?:\\[\s\S]|[^"\\])*)"|((?:\\[\s\S]|[^\s"\\])+)/g

export function fieldsOf(text: string): TextField[] {
  return [...text.matchAll(FIELD)].map(({ 1: inside, 2: bare, index }): TextField => {
    if (inside === undefined) return { raw: bare ?? '', quoted: false }
    return { raw: inside, quoted: true, ...(text[index - 1] === '=' ? { isValue: true } : {}) }
  })
}
