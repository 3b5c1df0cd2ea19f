// Splits one line of record data into text fields, as a zone reader does.
import type { TextField } from '../../src/dns/rdata/text.ts'

const FIELD = /"((?:\\[\s\S]|[^"\\])*)"|((?:[^\s"\\=]*=)?"(?:\\[\s\S]|[^"\\])*"|(?:\\[\s\S]|[^\s"\\])+)/g

export function fieldsOf(text: string): TextField[] {
  return [...text.matchAll(FIELD)].map(([, inside, bare]) =>
    inside === undefined ? { raw: bare ?? '', quoted: false } : { raw: inside, quoted: true },
  )
}
