// The servers behind the targets, all in one process: a listening socket on each address, a fixed answer to whatever is sent.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { targetAddress } from './check-zone.ts'

export interface TargetJob {
  readonly targets: number
  readonly port: number
}

const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nready\n')
const BACKLOG = 128
const BOUND_AT_ONCE = 500

process.once('message', async ({ targets, port }: TargetJob) => {
  for (let i = 0; i < targets; i += BOUND_AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(BOUND_AT_ONCE, targets - i) }, (_, few) =>
        once(createServer(answer).listen(port, targetAddress(i + few), BACKLOG), 'listening'),
      ),
    )
  process.send?.('listening')
})
process.on('disconnect', () => process.exit())

function answer(socket: Socket): void {
  socket.on('error', () => socket.destroy())
  socket.on('data', () => socket.write(ANSWER))
  socket.on('end', () => socket.end())
}
