// Commands and replies of Redis: RESP2, the protocol that every version speaks.
import type { OctetReader } from '../attempt/converse.ts'

/** `text` of an array is that of its first element; the others are not read, so it must be the last reply. */
export type Reply = { readonly text: string } | { readonly error: string }

export function encodeCommand(...words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`, 'utf8')
}

/** Undefined when the server does not speak RESP. */
export async function readReply(reader: OctetReader): Promise<Reply | undefined> {
  const line = await reader.takeLine()
  const rest = line.slice(1)
  if (line.startsWith('+') || line.startsWith(':')) return { text: rest }
  if (line.startsWith('-')) return { error: rest }
  if (!/^[$*]\d{1,9}$/.test(line)) return undefined
  const count = Number(rest)
  if (line.startsWith('*')) return count === 0 ? { text: '' } : readReply(reader)
  const text = await reader.take(count + 2)
  return { text: text.toString('utf8', 0, count) }
}
