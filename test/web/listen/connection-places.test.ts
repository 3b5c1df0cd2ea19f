// Connections at a time: one network leaves some for the others.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import {
  boundConnections,
  MAX_CONNECTIONS,
  MAX_OF_ONE_NETWORK,
} from '../../../src/web/listen/connection-places.ts'
import { askHttp } from '../../support/http-ask.ts'
import { closed, connectRaw } from '../../support/raw-http.ts'

test('a network with as many connections as one may have is hung up on, and another is answered; a closed one makes room', async (t) => {
  assert.ok(MAX_OF_ONE_NETWORK < MAX_CONNECTIONS)
  const server = createServer((_, response) => response.end('well')).listen(0, '127.0.0.1')
  boundConnections(server, createLog('silent'), 2)
  t.after(() => server.close().closeAllConnections())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const from = (localAddress: string) => ({ host: '127.0.0.1', port, localAddress })
  const [first] = [await connectRaw(t, from('127.0.1.1')), await connectRaw(t, from('127.0.1.1'))]
  const third = await connectRaw(t, from('127.0.1.1'))
  await closed(third.resume())
  assert.equal((await askHttp(from('127.0.1.2'), { path: '/' })).text, 'well')
  first.destroy()
  const again = async () => (await askHttp(from('127.0.1.1'), { path: '/' }).catch(() => undefined))?.text
  while ((await again()) !== 'well');
})
