// Start, problems, books and stop of all workers together.

import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { koffiObstacle } from '../../src/serve/choose-udp.ts'
import type { ServingProblem } from '../../src/serve/problem.ts'
import { bindProblem } from '../../src/serve/problem.ts'
import { WorkerSlot } from '../../src/serve/worker-slot.ts'
import { askUdp, framed, request, tcpClient, udpClient } from './support/clients.ts'
import { DO, fakeBook } from './support/fake-answerer.ts'
import { events, nextEvent, reaches, serve, tryServe } from './support/serve.ts'

const io = (await koffiObstacle()) === undefined ? 'koffi' : 'dgram'

describe('start', () => {
  test('port 0 finds a port that UDP and TCP share, one for each address', async (t) => {
    const listen = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, port: 0 }))
    const { serving } = await serve(t, { io, listen })
    assert.deepEqual(
      serving.endpoints.map(({ address }) => address),
      ['127.0.0.1', '127.0.0.2'],
    )
    for (const at of serving.endpoints) {
      await askUdp(await udpClient(t), at, request(DO.echo))
      const client = await tcpClient(t, at)
      await client.write(framed(request(DO.echo)))
      await client.wait(1)
    }
    assert.equal(serving.counters()['asked-udp'], 2)
    assert.equal(serving.counters()['asked-tcp'], 2)
  })

  test('a UDP port that is taken is a problem, even if its owner lets others share it', async (t) => {
    const owner = createSocket({ type: 'udp4', reusePort: true })
    t.after(() => owner.close())
    owner.bind(0, '127.0.53.1')
    await once(owner, 'listening')
    const { port } = owner.address()
    const problem = await problemAt(t, '127.0.53.1', port, 2)
    assert.deepEqual([problem.code, problem.transport, problem.port], ['EADDRINUSE', 'udp', port])
    assert.match(problem.sentence, /^UDP 127\.0\.53\.1:\d+: another process has this port/)
  })

  test('a TCP port that is taken is a problem, and nothing stays bound', async (t) => {
    const owner = createServer().listen(0, '127.0.0.2')
    t.after(() => owner.close())
    await once(owner, 'listening')
    const bound = owner.address()
    assert.ok(typeof bound === 'object' && bound)
    const free = { address: '127.0.0.1', port: bound.port }
    const started = await tryServe({ io, listen: [free, { address: '127.0.0.2', port: bound.port }] })
    assert.ok('problem' in started)
    assert.deepEqual([started.problem.code, started.problem.transport], ['EADDRINUSE', 'tcp'])
    await serve(t, { io, listen: [free] })
  })

  test('one endpoint listed twice is a port that is taken, and the workers that had started are ended', async (t) => {
    const { serving, at } = await serve(t, { io })
    await serving.stop()
    const problem = await tryServe({ io, listen: [at, at] })
    assert.ok('problem' in problem && problem.problem.code === 'EADDRINUSE')
    await serve(t, { io, listen: [at] })
  })

  test('an address that this machine does not have is a problem', async (t) => {
    const { code, sentence } = await problemAt(t, '192.0.2.1', 0)
    assert.equal(code, 'EADDRNOTAVAIL')
    assert.match(sentence, /`ip address` lists/)
  })

  test('a name or a port beyond 65535 is a problem', async (t) => {
    assert.equal((await problemAt(t, 'localhost', 5300)).code, 'EINVAL')
    assert.equal((await problemAt(t, '127.0.0.1', 70_000)).code, 'EINVAL')
  })

  test('a port that is not permitted names the capability that it needs', () => {
    const { sentence } = bindProblem('udp', '::1', 53, 'EACCES')
    assert.match(sentence, /^UDP \[::1\]:53: not permitted\. Ports below 1024 need CAP_NET_BIND_SERVICE/)
  })

  test('which way UDP is done, and why, is an event', async (t) => {
    const chosen = nextEvent('udp-io')
    await serve(t, { io: 'dgram' })
    assert.deepEqual(await chosen, { event: 'udp-io', io: 'dgram', reason: 'as configured' })
  })
})

describe('generations', () => {
  test('the slowest generation is the one that every worker has passed, also while no query comes', async (t) => {
    const { serving } = await serve(t, { io })
    const book = fakeBook(2, 5)
    serving.useBook(book)
    await reaches(() => serving.slowestGeneration(), 5)
    Atomics.store(new Int32Array(book.generation), 0, 6)
    await reaches(() => serving.slowestGeneration(), 6)
  })

  test('the slowest generation is 0 until every worker reads the current book', async (t) => {
    const { serving } = await serve(t, { io })
    await reaches(() => serving.slowestGeneration(), 1)
    serving.useBook(fakeBook(2, 77))
    assert.equal(serving.slowestGeneration(), 0)
    await reaches(() => serving.slowestGeneration(), 77)
  })
})

test('a worker without a sign of life for five beats is replaced', async () => {
  const entry = new URL('./support/idle-worker.ts', import.meta.url)
  const slot = new WorkerSlot({
    name: 'idle',
    entry,
    job: () => ({}),
    ticks: () => 4,
    onEvent: (event) => events.emit(event.event, event),
  })
  assert.equal(await slot.start(), undefined)
  const seen = ['worker-stuck', 'worker-died', 'worker-restarted'] as const
  const all = Promise.all(seen.map(nextEvent))
  for (let beats = 0; beats < 6; beats++) slot.beat()
  assert.deepEqual(
    (await all).map((event) => 'worker' in event && event.worker),
    ['idle', 'idle', 'idle'],
  )
  await Promise.all([slot.stopped(), slot.terminate()])
})

test('stopping twice is stopping once', async (t) => {
  const { serving } = await serve(t, { io })
  await Promise.all([serving.stop(), serving.stop()])
})

async function problemAt(
  t: TestContext,
  address: string,
  port: number,
  workers = 1,
): Promise<ServingProblem> {
  const started = await tryServe({ io, workers, listen: [{ address, port }] })
  if ('serving' in started) t.after(() => started.serving.stop())
  assert.ok('problem' in started)
  return started.problem
}
