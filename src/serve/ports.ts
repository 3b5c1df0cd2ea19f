// Finds out, before any worker starts, whether each endpoint's port is free, and chooses it if it is 0.
//
// A UDP socket with SO_REUSEPORT binds without complaint beside another process's, and the two share the queries. So each
// port is first bound without it, and closed again.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, isIP } from 'node:net'
import type { Transport } from '../answer/responder-options.ts'
import type { Endpoint } from './acceptor.ts'
import { MAX_PORT_TRIES } from './limits.ts'
import { bindProblem, codeOf, type ServingProblem } from './problem.ts'

export async function findPorts(
  listen: readonly Endpoint[],
  transports: readonly Transport[],
): Promise<readonly Endpoint[] | { problem: ServingProblem }> {
  const found: Endpoint[] = []
  for (const { address, port } of listen) {
    const outcome = await findPort(address, port, transports)
    if (typeof outcome !== 'number') return { problem: outcome }
    found.push({ address, port: outcome })
  }
  return found
}

async function findPort(
  address: string,
  port: number,
  transports: readonly Transport[],
): Promise<number | ServingProblem> {
  if (isIP(address) === 0 || !Number.isInteger(port) || port < 0 || port > 0xffff) {
    return bindProblem(transports[0] ?? 'udp', address, port, 'EINVAL')
  }
  let outcome = await tryPort(address, port, transports)
  for (let tries = 1; typeof outcome !== 'number' && tries < MAX_PORT_TRIES; tries++) {
    if (port !== 0 || outcome.code !== 'EADDRINUSE') break
    outcome = await tryPort(address, port, transports)
  }
  return outcome
}

/** All of them on one port. */
async function tryPort(
  address: string,
  port: number,
  transports: readonly Transport[],
): Promise<number | ServingProblem> {
  let outcome: number | ServingProblem = port
  for (const transport of transports)
    if (typeof outcome === 'number') outcome = await bindOnce(transport, address, outcome)
  return outcome
}

async function bindOnce(
  transport: Transport,
  address: string,
  port: number,
): Promise<number | ServingProblem> {
  const socket = transport === 'udp' ? bindUdp(address, port) : bindTcp(address, port)
  try {
    await once(socket, 'listening')
  } catch (error) {
    if (transport === 'udp') socket.close()
    return bindProblem(transport, address, port, codeOf(error))
  }
  const bound = socket.address()
  const closed = once(socket, 'close')
  socket.close()
  await closed
  return typeof bound === 'object' && bound !== null ? bound.port : port
}

function bindTcp(address: string, port: number) {
  const ipv6Only = address.includes(':')
  return createServer().listen({ host: address, port, ipv6Only, exclusive: true })
}

function bindUdp(address: string, port: number) {
  const ipv6Only = address.includes(':')
  return createSocket({ type: ipv6Only ? 'udp6' : 'udp4', ipv6Only }).bind({ address, port, exclusive: true })
}
