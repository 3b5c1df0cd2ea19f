// Asks all servers the same requests and puts their replies side by side.
import type { Endpoint } from '../dns-client.ts'
import { askOverTcp, askOverUdp } from './asker.ts'
import type { Case } from './compare.ts'
import { DROP, type Reply, readReply } from './reply.ts'
import { type Request, requestOctets } from './request.ts'

export interface Server {
  readonly name: string
  readonly endpoint: Endpoint
}

/** In the order of the requests. */
export async function compareServers(
  ours: Server,
  peers: readonly Server[],
  requests: readonly Request[],
): Promise<Case[]> {
  // One server after the other: the machine is small, and silence must not come from its being busy.
  const replies: Reply[][] = []
  for (const { endpoint } of [...peers, ours]) replies.push(await askAll(endpoint, requests))
  return requests.map((request, i) => ({
    request,
    ours: replies[peers.length]?.[i] ?? DROP,
    peers: peers.map(({ name }, at) => ({ name, reply: replies[at]?.[i] ?? DROP })),
  }))
}

async function askAll(endpoint: Endpoint, requests: readonly Request[]): Promise<Reply[]> {
  const octets = requests.map(requestOctets)
  const isTcp = requests.map(({ transport }) => transport === 'tcp')
  const overUdp = await askOverUdp(
    endpoint,
    octets.filter((_, i) => !isTcp[i]),
  )
  const tcp = requests.filter((_, i) => isTcp[i])
  const overTcp = await askOverTcp(
    endpoint,
    octets.filter((_, i) => isTcp[i]),
    (i) => tcp[i]?.isMalformed === true,
  )
  let udpAt = 0
  let tcpAt = 0
  return isTcp.map((is) => {
    const reply = is ? overTcp[tcpAt++] : overUdp[udpAt++]
    return reply === undefined ? DROP : readReply(reply)
  })
}
