// dns: a name server answers a question, over UDP, with the expected code and data.
//
// | option | default  | meaning                                                                                 |
// |--------|----------|-----------------------------------------------------------------------------------------|
// | name=  | required | the name to ask for                                                                     |
// | type=  | A        | a type's mnemonic or TYPE123                                                            |
// | rcode= | NOERROR  | NOERROR, NXDOMAIN, REFUSED, … as the answer must say                                     |
// | data=  | nothing  | one record of the answer must be this: `192.0.2.1`, `10 mail.corp.example.`, a TXT's text; |
// |        |          | for A, AAAA, NS, CNAME, PTR, MX, SRV and TXT                                              |
// | port=  | 53       | 1 to 65535                                                                              |
//
// The question is sent once, with recursion desired; an answer in 512 octets is enough, truncated or not.
//
//     ;@ check resolver dns name=www.corp.example type=A data=10.1.0.21 timeout=500ms
import dgram from 'node:dgram'
import { isIPv6 } from 'node:net'
import { rcodeToText } from '../dns/rcode.ts'
import { typeToText } from '../dns/type.ts'
import type { Ending } from '../health/outcome.ts'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { literal } from './attempt/connect.ts'
import { printable } from './attempt/printable.ts'
import {
  comparable,
  dataCanBeExpected,
  domainName,
  expectedData,
  rcode,
  recordType,
} from './options/dns-options.ts'
import { port, readOptions, type Values } from './options/options.ts'
import type { Probe } from './probe.ts'
import { type DnsQuestion, decodeResponse, encodeQuery, isAnswerTo } from './protocol/dns-message.ts'

const OPTIONS = {
  name: domainName(),
  type: recordType('A'),
  rcode: rcode('NOERROR'),
  data: expectedData(),
  port: port(53),
}

type Expectation = Values<typeof OPTIONS>

export const dns: Probe<'dns'> = {
  type: 'dns',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    if (values.data !== undefined && !dataCanBeExpected(values.type))
      return {
        ok: false,
        problems: [{ option: 'data', sentence: `data= cannot be compared for ${typeToText(values.type)}` }],
      }
    return { ok: true, run: (address, signal) => attempt(signal, (attempt) => ask(attempt, address, values)) }
  },
}

/** RFC 5452 §9.1: a connected socket takes datagrams from the asked address and port only, and reports refusals. */
function ask(attempt: Attempt, address: string, expected: Expectation): () => void {
  const host = literal(address)
  const socket = dgram.createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  attempt.stage = 'while waiting for the answer'
  const { question, datagram } = encodeQuery(expected.name, expected.type)
  socket.on('error', (error) => attempt.fail(error))
  socket.on('message', (message) => {
    const judged = judgeMessage(message, question, expected)
    if (judged !== undefined) attempt.end(...judged)
  })
  socket.once('connect', () => socket.send(datagram))
  socket.connect(expected.port, host)
  return () => socket.close()
}

/** Undefined: no answer to our question. It may be forged, and the true answer may still come. */
function judgeMessage(
  message: Buffer,
  question: DnsQuestion,
  expected: Expectation,
): readonly [Ending, string] | undefined {
  if (!isAnswerTo(message, question)) return undefined
  const response = decodeResponse(message)
  if (response === undefined) return ['protocol', 'the answer cannot be decoded']
  const seen = rcodeToText(response.header.rcode)
  if (response.header.rcode !== expected.rcode)
    return ['rcode', `${seen}, expected ${rcodeToText(expected.rcode)}`]
  const wanted = expected.data
  if (wanted === undefined || response.answers.some((record) => comparable(record) === wanted))
    return ['ok', seen]
  return ['data', `${response.answers.length} records, none is ${printable(wanted)}`]
}
