// One DNS query and its response, over UDP and, when the answer does not fit or as the operator says, over TCP.
import dgram from 'node:dgram'
import { isIPv6, type Socket } from 'node:net'
import type { Packet } from 'dns2'
import type { Attempt } from '../attempt/attempt.ts'
import { connectTcp, literal } from '../attempt/connect.ts'
import { converse, type Finding, OctetReader } from '../attempt/converse.ts'
import {
  type DnsQuery,
  decodeResponse,
  isAnswerTo,
  isTruncated,
  LENGTH_OCTETS,
  MAX_TCP_OCTETS,
  MAX_UDP_OCTETS,
  withLength,
} from './dns-message.ts'

/** Whom to ask what, and what the answer comes to. */
export interface DnsExchange {
  readonly address: string
  readonly port: number
  readonly query: DnsQuery
  judge(response: Packet): Finding
}

/** RFC 2181 §9: a truncated answer is passed over, and asked for again over TCP. Returns what closes all sockets. */
export function exchangeOverUdp(attempt: Attempt, exchange: DnsExchange): () => void {
  const { address, port, query } = exchange
  const host = literal(address)
  const socket = dgram.createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  let closeTcp: (() => void) | undefined
  attempt.stage = 'while waiting for the answer'
  socket.on('error', (error) => {
    if (closeTcp === undefined) attempt.fail(error)
  })
  socket.on('message', (message) => {
    // RFC 5452 §9.1: what is no answer to our question may be forged, and the true answer may still come.
    if (closeTcp !== undefined || !isAnswerTo(message, query.question)) return
    if (isTruncated(message)) {
      closeTcp = exchangeOverTcp(attempt, exchange)
      attempt.stage = 'while connecting over TCP, for over UDP the answer is truncated'
    } else attempt.end(...judged(message, MAX_UDP_OCTETS, exchange))
  })
  socket.once('connect', () => socket.send(query.message))
  // RFC 5452 §9.1: a connected socket takes datagrams from the asked address and port only, and reports refusals.
  socket.connect(port, host)
  return () => {
    socket.close()
    closeTcp?.()
  }
}

export function exchangeOverTcp(attempt: Attempt, exchange: DnsExchange): () => void {
  const { address, port, query } = exchange
  const socket = connectTcp(attempt, address, port, () => {
    converse(attempt, () => answerOn(attempt, socket, exchange))
    socket.write(withLength(query.message))
  })
  return () => socket.destroy()
}

async function answerOn(attempt: Attempt, socket: Socket, exchange: DnsExchange): Promise<Finding> {
  const reader = new OctetReader(attempt, socket)
  const length = (await reader.take(LENGTH_OCTETS)).readUInt16BE()
  if (length > MAX_TCP_OCTETS) return ['protocol', `the answer has more than ${MAX_TCP_OCTETS} octets`]
  const message = await reader.take(length)
  return isAnswerTo(message, exchange.query.question)
    ? judged(message, MAX_TCP_OCTETS, exchange)
    : ['protocol', 'not an answer to the question']
}

function judged(message: Buffer, max: number, exchange: DnsExchange): Finding {
  const response = message.length > max ? undefined : decodeResponse(message)
  return response === undefined ? ['protocol', 'the answer cannot be decoded'] : exchange.judge(response)
}
