// Worker thread: asks one question at a time, on and on, holds every answer against both right ones, notes when one changes.
import { workerData } from 'node:worker_threads'
import type { Endpoint } from '../../test/support/dns-client.ts'
import { requestFor } from '../requests.ts'
import { UdpClient } from '../udp-client.ts'
import { poolName, SITES } from './flip-zone.ts'
import { ANY, expectedIn, monotonicNs, poolIn, WatchBlock } from './watch-block.ts'

export interface WatcherJob {
  readonly at: Endpoint
  readonly memory: SharedArrayBuffer
  readonly pools: number
  /** Asks for a random pool each time instead of the watched one. */
  readonly roams: boolean
}

const LOST_AFTER_MS = 1000
const HEADER_OCTETS = 12
/** Compressed owner, type, class, TTL, length, address. */
const RECORD_OCTETS = 16

const { at, memory, pools, roams } = workerData as WatcherJob
const block = new WatchBlock(memory)
const client = new UdpClient(at, LOST_AFTER_MS)
const requests = Array.from({ length: pools }, (_, pool) => requestFor(`${poolName(pool)} A`))
let id = 0
let seen = 0
while (!block.isStopping) {
  const watch = block.watched
  const { wanted } = block
  const expected = expectedIn(wanted)
  const pool = roams ? Math.floor(Math.random() * pools) : poolIn(wanted)
  const site = ask(pool)
  if (!roams && watch !== seen && watch === block.watched && (site === expected || expected === ANY)) {
    block.saw(watch, monotonicNs())
    seen = watch
  }
}
client.close()

/** The site that the answer names; 0 when there was no answer, or a wrong one. */
function ask(pool: number): number {
  const request = requests[pool] as Buffer
  request.copy(client.request)
  id = (id + 1) & 0xffff
  client.request.writeUInt16BE(id, 0)
  block.count('asked')
  client.send(request.length)
  for (;;) {
    const length = client.receive(true)
    if (length < 0) {
      block.count('lost')
      return 0
    }
    // The answer to a question that was given up.
    if (client.reply.readUInt16BE(0) !== id) continue
    const site = siteIn(request, length, pool)
    if (site === 0) block.count('wrong')
    return site
  }
}

/** Exactly one record, of the pool asked for, at one of its two sites: anything else would be a mixture. */
function siteIn(request: Buffer, length: number, pool: number): number {
  const { reply } = client
  if (
    length !== request.length + RECORD_OCTETS ||
    (reply.readUInt8(3) & 15) !== 0 ||
    reply.readUInt16BE(6) !== 1
  )
    return 0
  if (request.compare(reply, HEADER_OCTETS, request.length, HEADER_OCTETS) !== 0) return 0
  const address = reply.readUInt32BE(length - 4)
  const site = SITES.indexOf((address >>> 16) - (10 << 8)) + 1
  return (address & 0xffff) === pool ? site : 0
}
