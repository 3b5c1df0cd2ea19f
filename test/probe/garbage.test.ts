// Whatever a target sends over UDP is read without a throw: noise, and good messages that are cut off or changed.
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { echoRequest, echoSeries, repliedSequence } from '../../src/probe/protocol/icmp-echo.ts'
import { clientPacket, compareClocks, readResponse } from '../../src/probe/protocol/ntp-packet.ts'
import { nullCall, readReply } from '../../src/probe/protocol/rpc-null.ts'
import { bodyLength, optionsRequest, readHead } from '../../src/probe/protocol/sip-message.ts'
import { ntpResponse } from './ntp-peer.ts'
import { acceptedAs, rpcReply } from './rpc-peer.ts'
import { sipResponse } from './sip-peer.ts'

const asked = optionsRequest(
  { uri: 'sip:x', from: undefined, transport: 'UDP' },
  { address: '127.0.0.1', port: 5060 },
)
const call = nullCall(100_003, 4)
const packet = clientPacket()
const series = echoSeries(6)

interface Reader {
  readonly good: Buffer
  readonly read: (message: Buffer) => unknown
}

const READERS: Readonly<Record<string, Reader>> = {
  'a SIP message': {
    good: sipResponse(asked.octets, '200 OK'),
    read: (message) => {
      const head = message.toString('latin1')
      return [readHead(head, asked.branch), bodyLength(head)]
    },
  },
  'an RPC reply': {
    good: rpcReply(call, acceptedAs(2, 3, 4)),
    read: (message) => readReply(message, call),
  },
  'an NTP packet': {
    good: ntpResponse(packet),
    read: (message) => {
      const response = readResponse(message, packet)
      return response && compareClocks(response, Date.now(), Date.now())
    },
  },
  'an ICMP message': {
    good: echoRequest(series, 1),
    read: (message) => repliedSequence(series, message),
  },
}

/** A good message with some octets changed, and perhaps cut off. */
function damaged(good: Buffer): fc.Arbitrary<Buffer> {
  const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255))
  return fc.tuple(fc.array(change, { maxLength: 8 }), fc.nat(good.length)).map(([changes, length]) => {
    const message = Buffer.from(good)
    for (const [at, octet] of changes) message[at] = octet
    return message.subarray(0, length)
  })
}

describe('no octets make the reader throw', () => {
  for (const [what, { good, read }] of Object.entries(READERS))
    test(`of ${what}`, () => {
      const noise = fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets))
      fc.assert(fc.property(fc.oneof(noise, damaged(good)), (message) => void read(message)))
    })
})
