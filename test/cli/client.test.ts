// How a command asks the daemon, over a real Unix socket.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask } from '../../src/cli/client.ts'

const KEPT_OPEN = 'HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\n{}'

test('each question has a connection of its own: one left from before may be closed just as it is used', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'failover-client-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const socketPath = join(folder, 'failover.sock')
  // It answers one question of each connection, and closes it at the next.
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(KEPT_OPEN)
      socket.once('data', () => socket.destroy())
    })
    socket.on('error', () => undefined)
  })
  t.after(() => server.close())
  await once(server.listen(socketPath), 'listening')
  for (let i = 0; i < 3; i++) assert.deepEqual(await ask(socketPath, 'GET', '/v1/status'), { answer: {} })
})
