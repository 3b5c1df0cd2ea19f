// Questions as dnsperf's lines, made into messages that can be copied into a socket's buffer.
import { encodeMessage, type Message } from '../src/dns/message.ts'
import { nameFromText, ROOT } from '../src/dns/name.ts'
import { CLASS, typeFromText } from '../src/dns/type.ts'

/** `www.example.com A` as a request with id 0, recursion not desired. */
export function requestFor(line: string, edns?: Message['edns']): Buffer {
  const [name = '', type = 'A'] = line.split(' ')
  const read = nameFromText(`${name}.`, ROOT)
  if ('problem' in read) throw new Error(`${line}: ${read.problem}`)
  const flags = { qr: false, opcode: 0, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false }
  const question = { name: read.name, type: typeFromText(type) ?? 1, class: CLASS.IN }
  const sections = { answer: [], authority: [], additional: [] }
  const extension = edns === undefined ? {} : { edns }
  return Buffer.from(encodeMessage({ id: 0, flags, rcode: 0, question, ...sections, ...extension }))
}
