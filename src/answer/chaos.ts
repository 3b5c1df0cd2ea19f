// Class CH: who answers, told only when the configuration says so (RFC 4892 §2).
import { CLASS, TYPE } from '../dns/type.ts'
import { foldWord } from './hash.ts'
import type { Question } from './question.ts'

/** Names in wire form, and which text they ask for. */
const NAMES = [
  { name: '\x07version\x04bind\0', text: 'version' },
  { name: '\x07version\x06server\0', text: 'version' },
  { name: '\x08hostname\x04bind\0', text: 'id' },
  { name: '\x02id\x06server\0', text: 'id' },
] as const

export class Chaos {
  readonly #answers: readonly { readonly name: string; readonly text: Buffer }[]

  constructor(texts: { readonly version: string; readonly id: string }) {
    this.#answers = NAMES.flatMap(({ name, text }) =>
      texts[text] === '' ? [] : [{ name, text: Buffer.from(texts[text], 'utf8').subarray(0, 255) }],
    )
  }

  /** The text to answer with; undefined: refuse. The name stands at `nameAt`. */
  find(view: DataView, nameAt: number, question: Question): Buffer | undefined {
    if (question.type !== TYPE.TXT && question.type !== TYPE.ANY) return undefined
    for (const { name, text } of this.#answers)
      if (name.length === question.length && isNamed(view, nameAt, name)) return text
    return undefined
  }

  /** One TXT record behind the question; returns its end. */
  write(view: DataView, at: number, text: Buffer): number {
    view.setUint16(at, 0xc00c)
    view.setUint16(at + 2, TYPE.TXT)
    view.setUint16(at + 4, CLASS.CH)
    view.setUint32(at + 6, 0)
    view.setUint16(at + 10, text.length + 1)
    view.setUint8(at + 12, text.length)
    for (let i = 0; i < text.length; i++) view.setUint8(at + 13 + i, text[i] as number)
    return at + 13 + text.length
  }
}

function isNamed(view: DataView, nameAt: number, name: string): boolean {
  for (let i = 0; i < name.length; i++)
    if ((foldWord(view.getUint8(nameAt + i)) & 0xff) !== name.charCodeAt(i)) return false
  return true
}
