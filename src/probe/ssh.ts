// ssh: a server says that it speaks SSH 2.
//
// | option | default | meaning    |
// |--------|---------|------------|
// | port=  | 22      | 1 to 65535 |
//
// Identification strings are exchanged (RFC 4253), no keys. It takes its leave with a disconnect message, so that the
// server's log tells a check from a break-in. OpenSSH 9.8 and later counts clients that do not log in: name our
// addresses in its PerSourcePenaltyExemptList when every= is shorter than 2s.
//
//     ;@ check jump ssh
import { attempt } from './attempt/attempt.ts'
import type { Finding } from './attempt/converse.ts'
import { type Dialogue, openDialogue } from './attempt/dialogue.ts'
import { printable } from './attempt/printable.ts'
import { TCP_ALONE } from './attempt/transport.ts'
import { port, readOptions } from './options/options.ts'
import type { Probe } from './probe.ts'

const OPTIONS = { port: port(22) }

export const ssh: Probe<'ssh'> = {
  type: 'ssh',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { port } = read.values
    return {
      ok: true,
      run: (address, signal) =>
        attempt(signal, (attempt) =>
          openDialogue(attempt, address, port, TCP_ALONE, { talk, farewell: disconnect('bye') }),
        ),
    }
  },
}

const IDENTIFICATION = 'SSH-2.0-failover'

/** RFC 4253 §4.2: both sides identify themselves; the server may say other lines before. */
async function talk(dialogue: Dialogue): Promise<Finding> {
  dialogue.write(`${IDENTIFICATION}\r\n`, 'while waiting for the identification')
  // The reader ends the attempt when the lines become too many.
  for (;;) {
    const line = await dialogue.hearLine()
    if (line.startsWith('SSH-')) return judgeIdentification(line)
    // Often the reason for which the server closes the connection next.
    dialogue.stage = `after "${printable(line)}"`
  }
}

/** RFC 4253 §5.1: 1.99 is how a server says 2.0 that speaks version 1 too. */
function judgeIdentification(line: string): Finding {
  return [/^SSH-(2\.0|1\.99)-./.test(line) ? 'ok' : 'protocol', printable(line)]
}

const SSH_MSG_DISCONNECT = 1
const SSH_DISCONNECT_BY_APPLICATION = 11
/** RFC 4253 §6: the length of a packet is a multiple of this, and its padding no shorter than the next. */
const BLOCK_OCTETS = 8
const MIN_PADDING_OCTETS = 4

/** RFC 4253 §11.1: the message as it is before keys are exchanged, neither encrypted nor authenticated. */
function disconnect(description: string): Buffer {
  const payload = Buffer.alloc(1 + 4 + 4 + description.length + 4)
  payload.writeUInt8(SSH_MSG_DISCONNECT, 0)
  payload.writeUInt32BE(SSH_DISCONNECT_BY_APPLICATION, 1)
  payload.writeUInt32BE(description.length, 5)
  payload.write(description, 9, 'latin1')
  const padding =
    MIN_PADDING_OCTETS + BLOCK_OCTETS - ((5 + payload.length + MIN_PADDING_OCTETS) % BLOCK_OCTETS)
  const head = Buffer.alloc(5)
  head.writeUInt32BE(1 + payload.length + padding, 0)
  head.writeUInt8(padding, 4)
  return Buffer.concat([head, payload, Buffer.alloc(padding)])
}
