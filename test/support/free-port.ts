// Finds a port that is free for UDP and TCP on several addresses, and that stays free over restarts.
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that the kernel gives to clients, so that no client takes it while a server is down. */
const FIRST_PORT = 10_000
const LAST_PORT = 30_000
const MAX_TRIES = 50

export async function freePort(...addresses: readonly string[]): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = randomInt(FIRST_PORT, LAST_PORT)
    const outcomes = await Promise.all(
      addresses.flatMap((address) => [isFreeForTcp(address, port), isFreeForUdp(address, port)]),
    )
    if (outcomes.every((free) => free)) return port
  }
  throw new Error(`no free port on ${addresses.join(', ')}`)
}

async function isFreeForTcp(address: string, port: number): Promise<boolean> {
  const server = createServer().listen({ host: address, port, exclusive: true })
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

async function isFreeForUdp(address: string, port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    socket.bind({ address, port, exclusive: true })
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}
