// How the daemon ends when it is asked to.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { corpZone, startDaemon } from '../support/daemon.ts'
import { encodeQuestion, framed } from '../support/dns-client.ts'
import { DEADLINE_MS } from '../support/own-process.ts'

const ZONE = { 'corp.example.zone': corpZone('www 30 A 127.0.0.10') }
const QUESTION = 'www.corp.example A'

for (const io of ['auto', 'dgram'] as const)
  test(`SIGTERM answers what has arrived and exits 0 (udp: { io: ${io} })`, async (t) => {
    const daemon = await startDaemon(t, { zones: ZONE, config: `udp: { io: ${io} }` })
    const { address, port } = daemon.endpoint
    const stream = connect(port, address)
    t.after(() => stream.destroy())
    await once(stream, 'connect')
    stream.write(framed(encodeQuestion(QUESTION)))
    await once(stream, 'data')

    // While the daemon stands still the questions wait in its sockets; the signal reaches it before it reads them.
    daemon.process.signal('SIGSTOP')
    const client = createSocket('udp4')
    t.after(() => client.close())
    const questions = 200
    let answers = 0
    const all = new Promise<void>((resolve) => {
      client.on('message', () => {
        if (++answers === questions) resolve()
      })
    })
    const sent = Array.from({ length: questions }, () => send(client, port, address))
    await Promise.all(sent)
    stream.write(framed(encodeQuestion(QUESTION)))
    const overTcp = once(stream, 'data', { signal: AbortSignal.timeout(DEADLINE_MS) })
    daemon.process.signal('SIGTERM')
    daemon.process.signal('SIGCONT')

    assert.deepEqual(await daemon.process.ended, { code: 0, signal: null })
    await Promise.all([all, overTcp])
    assert.equal(daemon.log().at(-1)?.msg, 'stopped')
  })

function send(client: ReturnType<typeof createSocket>, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) =>
    client.send(encodeQuestion(QUESTION), port, address, (error) => (error ? reject(error) : resolve())),
  )
}

test('after a stop the same ports, database and socket are free for the next start', async (t) => {
  const daemon = await startDaemon(t, { zones: ZONE })
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null })
    await daemon.start()
    assert.deepEqual((await daemon.ask(QUESTION)).data, ['127.0.0.10'])
  }
})
