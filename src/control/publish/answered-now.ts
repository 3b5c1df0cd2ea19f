// What a pool answers now, in presentation form.
import type { Pool } from '../../answer/pool.ts'
import type { Publication } from '../../answer/publish.ts'
import { printRdata } from '../../dns/rdata/text.ts'

/** Every member that some client is answered, in the order of the file. */
export function answeredNow(pool: Pool, { published }: Pick<Publication, 'published'>): string[] {
  return pool.members.flatMap(({ record }, member) =>
    published[member] === true ? [printRdata(record.type, record.rdata)] : [],
  )
}
