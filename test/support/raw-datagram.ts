// Sends a UDP datagram from source port 0, which no ordinary socket can; needs root.
import assert from 'node:assert/strict'
import koffi from 'koffi'
import { AF_INET, close, socket } from '../../src/serve/libc.ts'
import { socketAddress } from '../../src/serve/socket-address.ts'
import type { Endpoint } from './dns-client.ts'

const SOCK_RAW = 3
const IPPROTO_UDP = 17
const UDP_HEADER_OCTETS = 8

export const mayUseRawSockets = process.getuid?.() === 0

export function sendFromPortZero(to: Endpoint, message: Buffer): void {
  const sendto = koffi
    .load(null)
    .func('long sendto(int fd, void *octets, unsigned long length, int flags, void *to, unsigned int n)')
  const descriptor = socket(AF_INET, SOCK_RAW, IPPROTO_UDP)
  const datagram = Buffer.concat([Buffer.alloc(UDP_HEADER_OCTETS), message])
  datagram.writeUInt16BE(to.port, 2)
  datagram.writeUInt16BE(datagram.length, 4)
  const { octets } = socketAddress(to.address, 0)
  const sent = Number(sendto(descriptor, datagram, datagram.length, 0, octets, octets.length))
  close(descriptor)
  assert.equal(sent, datagram.length)
}
