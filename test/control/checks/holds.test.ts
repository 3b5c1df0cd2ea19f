import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { afterEach, describe, test } from 'node:test'
import fc from 'fast-check'
import {
  FIRST_WAIT_MS,
  type HeldTarget,
  Holds,
  MAX_WAIT_MS,
  waitAfterMs,
} from '../../../src/control/checks/holds.ts'

/** A connection that the test ends. */
class Connection {
  isClosed = false
  readonly address: string
  readonly end: (wasHeld: boolean) => void

  constructor(address: string, end: (wasHeld: boolean) => void) {
    this.address = address
    this.end = end
  }
}

const opened = new EventEmitter()
const nextOpened = async (): Promise<Connection> => (await once(opened, 'opened'))[0]
const lost = new EventEmitter()

function target(address: string): HeldTarget {
  return {
    id: `${address}/web`,
    address,
    hold: (address, onEnd) => {
      const connection = new Connection(address, onEnd)
      opened.emit('opened', connection)
      return () => {
        connection.isClosed = true
      }
    },
  }
}

let holds: Holds
function start(...targets: readonly HeldTarget[]): void {
  holds = new Holds({ onLost: (id) => lost.emit('lost', id) })
  holds.setTargets(targets, () => true)
}

/** What is opened by this is opened at once. */
function openedBy(act: () => void): Connection[] {
  const connections: Connection[] = []
  const add = (connection: Connection): void => void connections.push(connection)
  opened.on('opened', add)
  act()
  opened.off('opened', add)
  return connections
}

const UP = true
const DOWN = false

afterEach(() => {
  holds.stop()
  opened.removeAllListeners()
  lost.removeAllListeners()
})

describe('which targets are held', () => {
  test('one that is up, with one connection however often that is found', () => {
    start(target('10.0.0.1'))
    assert.equal(openedBy(() => holds.follow('10.0.0.1/web', UP)).length, 1)
    assert.equal(openedBy(() => holds.follow('10.0.0.1/web', UP)).length, 0)
  })

  test('none that is down: its connection is closed', () => {
    start(target('10.0.0.1'))
    const [connection] = openedBy(() => holds.follow('10.0.0.1/web', UP))
    holds.follow('10.0.0.1/web', DOWN)
    assert.equal(connection?.isClosed, true)
    assert.equal(openedBy(() => holds.follow('10.0.0.1/web', UP)).length, 1)
  })

  test('none whose check does not ask for it', () => {
    start({ id: '10.0.0.1/web', address: '10.0.0.1' })
    assert.equal(openedBy(() => holds.follow('10.0.0.1/web', UP)).length, 0)
  })

  for (const [title, targets] of [
    ['was removed', []],
    ['asks something else now', [target('10.0.0.1')]],
  ] as const)
    test(`one that ${title} is let go`, () => {
      start(target('10.0.0.1'))
      const [connection] = openedBy(() => holds.follow('10.0.0.1/web', UP))
      holds.setTargets(targets, () => false)
      assert.equal(connection?.isClosed, true)
    })

  test('a reload that does not touch a target leaves its connection', () => {
    start(target('10.0.0.1'))
    const [connection] = openedBy(() => holds.follow('10.0.0.1/web', UP))
    holds.setTargets([target('10.0.0.1')], () => true)
    assert.equal(connection?.isClosed, false)
  })
})

describe('the end of a held connection', () => {
  test('is told, and the connection is opened again', async () => {
    start(target('10.0.0.1'))
    const [connection] = openedBy(() => holds.follow('10.0.0.1/web', UP))
    const [told, again] = [once(lost, 'lost'), nextOpened()]
    connection?.end(true)
    assert.deepEqual(await told, ['10.0.0.1/web'])
    assert.equal((await again).address, '10.0.0.1')
  })

  test('is not told when it never stood: it is tried again all the same', async () => {
    start(target('10.0.0.1'))
    const [connection] = openedBy(() => holds.follow('10.0.0.1/web', UP))
    lost.once('lost', assert.fail)
    const again = nextOpened()
    connection?.end(false)
    await again
  })

  test('is followed by nothing once the target is down', () => {
    start(target('10.0.0.1'))
    const [connection] = openedBy(() => holds.follow('10.0.0.1/web', UP))
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    connection?.end(true)
    assert.equal(timers(), before + 1)
    holds.follow('10.0.0.1/web', DOWN)
    assert.equal(timers(), before)
  })
})

describe('the wait before a connection is opened again', () => {
  test('doubles while it is closed at once, up to a minute', () => {
    let waitMs = FIRST_WAIT_MS
    const waits = Array.from({ length: 12 }, () => {
      waitMs = waitAfterMs(waitMs, 0)
      return waitMs
    })
    assert.deepEqual(waits.slice(0, 3), [200, 400, 800])
    assert.deepEqual(waits.slice(-2), [MAX_WAIT_MS, MAX_WAIT_MS])
  })

  test('begins anew when the connection has lasted longer than the next wait would be', () => {
    assert.equal(waitAfterMs(400, 801), FIRST_WAIT_MS)
    assert.equal(waitAfterMs(400, 800), 800)
  })

  test('in ten minutes a server is connected to twenty times at most, and once more for each time that it let one stand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120_000 }), (lastsMs) => {
        let [nowMs, waitMs, count] = [0, FIRST_WAIT_MS, 0]
        for (; nowMs < 600_000; nowMs += lastsMs + waitMs) {
          count++
          if (count > 1) waitMs = waitAfterMs(waitMs, lastsMs)
        }
        assert.ok(count <= 20 + (lastsMs === 0 ? 0 : 600_000 / lastsMs), `${count} for ${lastsMs} ms`)
      }),
    )
  })
})
