// dns: a name server answers a question with the expected code and data, over UDP or TCP.
//
// | option         | default  | meaning                                                                         |
// |----------------|----------|---------------------------------------------------------------------------------|
// | name=          | required | the name to ask for                                                             |
// | type=          | A        | a type's mnemonic or TYPE123                                                    |
// | rcode=         | NOERROR  | NOERROR, NXDOMAIN, REFUSED, … as the answer must say                             |
// | data=          | nothing  | one record of the answer must be this: `192.0.2.1`, `10 mail.corp.example.`, a TXT's text; |
// |                |          | for A, AAAA, NS, CNAME, PTR, MX, SRV and TXT                                    |
// | authoritative= | either   | `yes`: the answer must be the server's own (AA); `no`: it must not               |
// | recursive=     | either   | `yes`: the server must offer recursion (RA); `no`: recursion is not asked for (RD) |
// | tcp=           | no       | `no`: over UDP, and over TCP when the answer is truncated; `yes`: over TCP alone |
// | port=          | 53       | 1 to 65535                                                                      |
//
// The question is sent once. No more than 4096 octets of an answer over TCP are read.
//
//     ;@ check resolver dns name=www.corp.example type=A data=10.1.0.21 recursive=yes timeout=500ms
//     ;@ check ns dns name=corp.example type=SOA authoritative=yes recursive=no
import type { Packet } from 'dns2'
import { rcodeToText } from '../dns/rcode.ts'
import { typeToText } from '../dns/type.ts'
import { attempt } from './attempt/attempt.ts'
import type { Finding } from './attempt/converse.ts'
import { printable } from './attempt/printable.ts'
import {
  comparable,
  dataCanBeExpected,
  domainName,
  expectedData,
  rcode,
  recordType,
} from './options/dns-options.ts'
import { oneOf, optional, port, readOptions, type Values } from './options/options.ts'
import type { Probe } from './probe.ts'
import { exchangeOverTcp, exchangeOverUdp } from './protocol/dns-exchange.ts'
import { encodeQuery } from './protocol/dns-message.ts'

const OPTIONS = {
  name: domainName(),
  type: recordType('A'),
  rcode: rcode('NOERROR'),
  data: expectedData(),
  authoritative: optional(oneOf(['yes', 'no'])),
  recursive: optional(oneOf(['yes', 'no'])),
  tcp: oneOf(['yes', 'no'], 'no'),
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
    const exchangeOver = values.tcp === 'yes' ? exchangeOverTcp : exchangeOverUdp
    return {
      ok: true,
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const query = encodeQuery(values.name, values.type, values.recursive !== 'no')
          const judge = (response: Packet): Finding => judgeResponse(response, values)
          return exchangeOver(attempt, { address, port: values.port, query, judge })
        }),
    }
  },
}

function judgeResponse({ header, answers }: Packet, expected: Expectation): Finding {
  const seen = rcodeToText(header.rcode)
  if (header.rcode !== expected.rcode) return ['rcode', `${seen}, expected ${rcodeToText(expected.rcode)}`]
  // RFC 1035 §4.1.1: AA is about the first owner of the answer, RA about the server.
  if (expected.authoritative === 'yes' && header.aa === 0) return ['role', 'the answer is not authoritative']
  if (expected.authoritative === 'no' && header.aa === 1) return ['role', 'the answer is authoritative']
  if (expected.recursive === 'yes' && header.ra === 0) return ['role', 'the server offers no recursion']
  const wanted = expected.data
  if (wanted === undefined || answers.some((record) => comparable(record) === wanted)) return ['ok', seen]
  return ['data', `${answers.length} records, none is ${printable(wanted)}`]
}
