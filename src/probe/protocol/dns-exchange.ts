// One DNS query and its response, over UDP and, when the answer does not fit or as the operator says, over TCP.
import type { Socket } from 'node:net'
import type { Packet } from 'dns2'
import type { Attempt } from '../attempt/attempt.ts'
import { connectTcp } from '../attempt/connect.ts'
import { converse, type Finding, OctetReader } from '../attempt/converse.ts'
import { exchange } from '../attempt/exchange.ts'
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
export function exchangeOverUdp(attempt: Attempt, asked: DnsExchange): () => void {
  const { address, port, query } = asked
  let closeTcp: (() => void) | undefined
  const judge = (message: Buffer): Finding | undefined => {
    // RFC 5452 §9.1: what is no answer to our question may be forged, and the true answer may still come.
    if (closeTcp !== undefined || !isAnswerTo(message, query.question)) return undefined
    if (!isTruncated(message)) return judged(message, MAX_UDP_OCTETS, asked)
    closeTcp = exchangeOverTcp(attempt, asked)
    attempt.stage = 'while connecting over TCP, for over UDP the answer is truncated'
    return undefined
  }
  const closeUdp = exchange(attempt, address, { port, datagram: () => query.message, judge })
  return () => {
    closeUdp()
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
