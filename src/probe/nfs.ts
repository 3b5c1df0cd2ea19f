// nfs: an NFS server answers the null procedure, over TCP or UDP.
//
// | option     | default       | meaning                                                             |
// |------------|---------------|---------------------------------------------------------------------|
// | port=      | 2049          | 1 to 65535                                                          |
// | transport= | tcp           | `tcp` or `udp`                                                      |
// | version=   | 4, over UDP 3 | 2, 3 or 4: the version that it must serve; 4 is not spoken over UDP |
//
// The port mapper is not asked, and nothing is mounted. Over UDP the call is sent again after 0.5 s, 1 s, 2 s and 4 s, as
// long as the time-out lasts.
//
//     ;@ check storage nfs version=4
import { type Attempt, attempt } from './attempt/attempt.ts'
import { connectTcp } from './attempt/connect.ts'
import { converse, type Finding, OctetReader } from './attempt/converse.ts'
import { exchange } from './attempt/exchange.ts'
import { integer, named, optional, port, readOptions, type Values } from './options/options.ts'
import type { OptionProblem, Probe } from './probe.ts'
import { asRecord, nullCall, type RpcReply, readReply, takeRecord } from './protocol/rpc-null.ts'

const OPTIONS = {
  port: port(2049),
  transport: named({ tcp: 'stream', udp: 'datagrams' }, 'stream'),
  version: optional(integer(2, 4)),
}

type Expectation = Values<typeof OPTIONS>

const NFS_PROGRAM = 100_003
const AGAIN_AFTER_MS = [500, 1000, 2000, 4000]

export const nfs: Probe<'nfs'> = {
  type: 'nfs',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = contradictions(values)
    if (problems.length > 0) return { ok: false, problems }
    const { transport, port } = values
    const version = values.version ?? (transport === 'stream' ? 4 : 3)
    const ask = transport === 'stream' ? askByStream : askByDatagram
    return {
      ok: true,
      run: (address, signal) => attempt(signal, (attempt) => ask(attempt, address, port, version)),
    }
  },
}

/** RFC 7530 §3.1: version 4 needs a transport that controls congestion. */
function contradictions({ transport, version }: Expectation): readonly OptionProblem[] {
  return transport === 'datagrams' && version === 4
    ? [{ option: 'version', sentence: 'version=4 is not spoken over UDP; take transport=tcp, or version=3' }]
    : []
}

function askByStream(attempt: Attempt, address: string, port: number, version: number): () => void {
  const call = nullCall(NFS_PROGRAM, version)
  const socket = connectTcp(attempt, address, port, () => {
    socket.write(asRecord(call))
    converse(attempt, () => awaitReply(new OctetReader(attempt, socket), call, version))
  })
  return () => socket.destroy()
}

/** Passes over what is no reply to the call; how much that may be is bounded by the reader. */
async function awaitReply(reader: OctetReader, call: Buffer, version: number): Promise<Finding> {
  for (;;) {
    const record = await takeRecord(reader)
    if (record === undefined) return ['protocol', 'not a message of RPC']
    const reply = readReply(record, call)
    if (reply !== undefined) return judgeReply(reply, version)
  }
}

function askByDatagram(attempt: Attempt, address: string, port: number, version: number): () => void {
  const call = nullCall(NFS_PROGRAM, version)
  return exchange(attempt, address, {
    port,
    datagram: () => call,
    againAfterMs: AGAIN_AFTER_MS,
    judge: (message) => {
      const reply = readReply(message, call)
      return reply && judgeReply(reply, version)
    },
  })
}

function judgeReply(reply: RpcReply, version: number): Finding {
  switch (reply.kind) {
    case 'success':
      return ['ok', `NFS ${version}`]
    case 'no-program':
      return ['unavailable', 'serves RPC, but no NFS']
    case 'versions':
      return ['protocol', `serves NFS ${versionsText(reply)}, expected ${version}`]
    case 'refused':
      return ['unavailable', reply.reason]
    case 'broken':
      return ['protocol', reply.reason]
  }
}

function versionsText({ low, high }: Extract<RpcReply, { kind: 'versions' }>): string {
  return low === high ? `${low}` : `${low} to ${high}`
}
