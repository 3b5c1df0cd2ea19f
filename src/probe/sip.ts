// sip: a telephone system or SIP proxy answers OPTIONS, over UDP, TCP or TLS.
//
// | option     | default            | meaning                                                                                |
// |------------|--------------------|----------------------------------------------------------------------------------------|
// | transport= | udp                | `udp`, `tcp` or `tls`                                                                  |
// | port=      | 5060, over TLS 5061 | 1 to 65535                                                                            |
// | uri=       | sip:ADDRESS        | who is asked: `sip:corp.example`, `sip:600@corp.example`                               |
// | from=      | sip:failover@OURS  | who asks; for a server that answers only whom it knows                                 |
// | status=    | 200                | final responses that pass, from 200 to 699: 200,404                                    |
// | name=      | the address        | with transport=tls: sent as SNI and expected in the certificate                        |
// | ca=        | none               | with transport=tls: PEM file (absolute path) whose certificates are trusted beside the public ones |
// | days=      | 0                  | with transport=tls: the certificate must be valid for so many more days                |
// | verify=    | yes                | with transport=tls: `no` accepts any chain and name; days= is still kept               |
//
// Many servers answer a URI that they do not serve with 404, or ask for a login with 401 or 407: `status=200-499` asks
// only that the server lives. 503 is what an overloaded one says. Over UDP the request is sent again after 0.5 s, 1 s,
// 2 s and so on, as long as the time-out lasts.
//
//     ;@ check pbx sip uri=sip:corp.example status=200,401,404 timeout=2s
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { converse, type Finding, OctetReader } from './attempt/converse.ts'
import { exchange } from './attempt/exchange.ts'
import { printable } from './attempt/printable.ts'
import { openTransport, type Transport } from './attempt/transport.ts'
import { named, optional, port, readOptions, type Values } from './options/options.ts'
import { sipUri } from './options/sip-uri.ts'
import { statusSet } from './options/status-set.ts'
import { TLS_OPTIONS } from './options/tls-options.ts'
import { transportOf, withoutTls } from './options/transport-options.ts'
import type { Probe } from './probe.ts'
import {
  bodyLength,
  type Endpoint,
  hostOf,
  optionsRequest,
  readHead,
  type SipMessage,
  type SipRequest,
  type SipTarget,
} from './protocol/sip-message.ts'

const OPTIONS = {
  transport: named({ udp: 'UDP', tcp: 'TCP', tls: 'TLS' }, 'UDP'),
  port: optional(port()),
  uri: optional(sipUri()),
  from: optional(sipUri()),
  status: statusSet('200', 200, 699),
  ...TLS_OPTIONS,
}

type Expectation = Values<typeof OPTIONS>

/** RFC 3261 §19.1.2. */
const DEFAULT_PORT = 5060
const DEFAULT_TLS_PORT = 5061

/** RFC 3261 §17.1.2.2: T1 doubled up to T2, until 64 T1 have passed. */
const AGAIN_AFTER_MS = [500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000]

export const sip: Probe<'sip'> = {
  type: 'sip',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const transportValues = { ...values, tls: values.transport === 'TLS' ? 'yes' : 'no' } as const
    const problems = withoutTls(transportValues, 'transport=tls')
    if (problems.length > 0) return { ok: false, problems }
    const transport = transportOf(transportValues)
    const ask = values.transport === 'UDP' ? askByDatagram : askByStream
    return {
      ok: true,
      run: (address, signal) => attempt(signal, (attempt) => ask(attempt, address, values, transport)),
    }
  },
}

function portOf({ transport, port }: Expectation): number {
  return port ?? (transport === 'TLS' ? DEFAULT_TLS_PORT : DEFAULT_PORT)
}

function targetOf(address: string, { uri, from, transport, port }: Expectation): SipTarget {
  const host = hostOf(address)
  return { uri: uri ?? (port === undefined ? `sip:${host}` : `sip:${host}:${port}`), from, transport }
}

function askByDatagram(attempt: Attempt, address: string, expected: Expectation): () => void {
  let request: SipRequest | undefined
  return exchange(attempt, address, {
    port: portOf(expected),
    datagram: (own) => {
      request ??= optionsRequest(targetOf(address, expected), own)
      return request.octets
    },
    againAfterMs: AGAIN_AFTER_MS,
    judge: (message) => {
      const text = message.toString('latin1').trimStart()
      // RFC 5626 §3.5.1: empty lines keep a way through address translators open.
      if (request === undefined || text === '') return undefined
      return judgeMessage(readHead(text.split('\r\n\r\n', 1)[0] ?? '', request.branch), expected)
    },
  })
}

function askByStream(
  attempt: Attempt,
  address: string,
  expected: Expectation,
  transport: Transport,
): () => void {
  const socket = openTransport(attempt, address, portOf(expected), transport, (socket) => {
    const request = optionsRequest(targetOf(address, expected), ownEndOf(socket))
    socket.write(request.octets)
    converse(attempt, () => awaitResponse(new OctetReader(attempt, socket), request, expected))
  })
  return () => socket.destroy()
}

function ownEndOf({ localAddress = '', localPort = 0 }: Socket): Endpoint {
  return { address: localAddress, port: localPort }
}

/** Passes over what is not a final response; how much that may be is bounded by the reader. */
async function awaitResponse(
  reader: OctetReader,
  { branch }: SipRequest,
  expected: Expectation,
): Promise<Finding> {
  for (;;) {
    const head = await takeHead(reader)
    const found = judgeMessage(readHead(head, branch), expected)
    if (found !== undefined) return found
    await reader.take(bodyLength(head))
  }
}

/** RFC 3261 §7.5: empty lines before a message are no part of it. */
async function takeHead(reader: OctetReader): Promise<string> {
  const lines: string[] = []
  for (;;) {
    const line = await reader.takeLine()
    if (line !== '') lines.push(line)
    // What is not SIP may never come to an empty line.
    const isWhole = line === '' ? lines.length > 0 : !/SIP\/2\.0/i.test(lines[0] ?? '')
    if (isWhole) return lines.join('\r\n')
  }
}

function judgeMessage(message: SipMessage, { status: expected }: Expectation): Finding | undefined {
  if (message.kind === 'garbage') return ['protocol', 'not a message of SIP']
  if (message.kind !== 'response') return undefined
  const { status, reason } = message
  if (expected.has(status)) return ['ok', `${status}`]
  return ['status', printable(`${status} ${reason}, expected ${expected.text}`)]
}
