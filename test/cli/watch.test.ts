// `failover status --watch`, against a real API whose state changes, goes away and comes back.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, beforeEach, describe, test } from 'node:test'
import { runCommandLine } from '../../src/cli/program.ts'
import type { Operator, Status } from '../../src/control/operator.ts'
import { createLog } from '../../src/log.ts'
import { type Api, startApi } from '../../src/web/listen/api.ts'
import { fakeOperator, HISTORY, STATUS, stepsTo } from '../support/fake-operator.ts'
import { type FakeLines, FakeScreen, fakeLines, fakeTerminal } from '../support/fake-terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-watch-'))
const configFile = join(folder, 'failover.yaml')
writeFileSync(configFile, 'log: silent')
after(() => rmSync(folder, { recursive: true }))

let status: Status = STATUS
let happened = 0
let onAsked = (): void => undefined
let api: Api | undefined

const operator: Operator = {
  ...fakeOperator(),
  revision: () => JSON.stringify(status),
  statusSteps: () => {
    onAsked()
    return stepsTo(status)
  },
  events: ({ after: last = happened }) => ({
    after: last,
    transitions: HISTORY.slice(0, 1)
      .map((one) => ({ ...one, id: happened }))
      .filter(({ id }) => id > last),
  }),
}

beforeEach(startAnew)
afterEach(() => stop())

async function startAnew(): Promise<void> {
  status = STATUS
  const result = await startApi({
    socketPath: join(folder, 'failover.sock'),
    operator,
    log: createLog('silent'),
  })
  assert.ok('api' in result)
  api = result.api
}

async function stop(): Promise<void> {
  await api?.close()
  api = undefined
}

/** A server has come back, and the stream of events tells it. */
function recover(): void {
  status = { ...STATUS, targets: STATUS.targets.map((target) => ({ ...target, state: 'up' })) }
  happened++
}

interface Watch {
  readonly screen: FakeScreen
  readonly lines: FakeLines
  end(): Promise<number>
}

/** Without a screen: off a terminal. */
function startWatch(isOnScreen: boolean, ...args: string[]): Watch {
  const ended = new AbortController()
  const screen = new FakeScreen(120, 40)
  const lines = fakeLines()
  const terminal = {
    ...fakeTerminal(120),
    out: lines.out,
    interruption: () => ended.signal,
    ...(isOnScreen ? { screen } : {}),
  }
  const running = runCommandLine(['status', '--watch', ...args, '--config', configFile], terminal)
  return {
    screen,
    lines,
    end: () => {
      ended.abort()
      return running
    },
  }
}

/** So long that only an event can be the reason for another look. */
const HARDLY_EVER = ['--every', '1h']

describe('on a terminal', () => {
  test('the screen is drawn anew as soon as something happens, and left as it was at the end', async () => {
    const { screen, end } = startWatch(true, ...HARDLY_EVER)
    const first = await screen.until((text) => text.includes('10.1.0.10  web    down'))
    assert.match(first, /^every 1h, and when something happens; \^C ends it\nfailover 0\.1\.0, pid 4711/)
    assert.equal(screen.isOpen, true)
    recover()
    await screen.until((text) => text.includes('10.1.0.10  web    up'))
    assert.equal(await end(), 0)
    assert.equal(screen.isOpen, false)
  })

  test('it is drawn every so often when nothing happens', async () => {
    const { screen, end } = startWatch(true, '--every', '100ms')
    await screen.until((text) => text.includes('generation 17'))
    status = { ...STATUS, node: { ...STATUS.node, generation: 18 } }
    await screen.until((text) => text.includes('generation 18'))
    await end()
  })

  test('it is drawn to the new size when that has changed', async () => {
    const { screen, end } = startWatch(true, ...HARDLY_EVER)
    await screen.until((text) => text.includes('Targets'))
    const before = screen.drawn.length
    screen.resize(60, 12)
    assert.equal(screen.drawn.length, before + 1)
    assert.ok(screen.drawn.at(-1)?.every((line) => line.length <= 60))
    assert.ok((screen.drawn.at(-1)?.length ?? 0) <= 12)
    await end()
  })

  test('a daemon that is gone is told, since when and what was last known, until it is back', async () => {
    const { screen, end } = startWatch(true, ...HARDLY_EVER)
    await screen.until((text) => text.includes('Targets'))
    await stop()
    const lost = await screen.until((text) => text.includes('NOT REACHED'))
    assert.match(lost, /NOT REACHED since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(.*\): no daemon is running/)
    assert.match(lost.replaceAll('\n', ' '), /; below is what was at .* 10\.1\.0\.10 /)
    await startAnew()
    await screen.until((text) => !text.includes('NOT REACHED') && text.includes('Targets'))
    await end()
  })

  test('a daemon that is not there yet is waited for', async () => {
    await stop()
    const { screen, end } = startWatch(true, '--every', '100ms')
    await screen.until((text) => text.includes('NOT REACHED'))
    await startAnew()
    await screen.until((text) => text.includes('Targets'))
    await end()
  })

  test('a name that is not there any more is told, and shown again when it is', async () => {
    const { screen, end } = startWatch(true, '--every', '100ms', 'smtp')
    await screen.until((text) => text.includes('10.1.0.25'))
    status = { ...STATUS, targets: [] }
    await screen.until((text) => text.includes('no zone, pool or target is named smtp'))
    status = STATUS
    await screen.until((text) => text.includes('10.1.0.25'))
    await end()
  })
})

describe('off a terminal', () => {
  test('a block is printed for each change, and none for ages and counts', async () => {
    const { lines, end } = startWatch(false, '--every', '100ms')
    await lines.until((all) => all.some((line) => line.includes('down')))
    status = { ...STATUS, atMs: STATUS.atMs + 1000, node: { ...STATUS.node, generation: 18 } }
    await operatorAsked(3)
    recover()
    await lines.until((all) => all.filter((line) => line.startsWith('---- ')).length === 2)
    assert.ok(!lines.all.some((line) => line.includes('generation 18')))
    assert.equal(await end(), 0)
  })

  test('--json is one value a line', async () => {
    const { lines, end } = startWatch(false, '--every', '100ms', '--json')
    await lines.until((all) => all.length >= 1)
    await stop()
    await lines.until((all) => all.length >= 2)
    await end()
    const [first, second] = lines.all.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(first, STATUS)
    assert.match(String(second?.['problems']), /daemon/)
  })

  test('a loss is one change, however it shows', async () => {
    const { lines, end } = startWatch(false, '--every', '100ms')
    await lines.until((all) => all.some((line) => line.startsWith('Targets')))
    await stop()
    await lines.until((all) => all.filter((line) => line.startsWith('---- ')).length === 2)
    await startAnew()
    await lines.until((all) => all.filter((line) => line.startsWith('Targets')).length === 2)
    assert.equal(lines.all.filter((line) => line.startsWith('---- ')).length, 3)
    await end()
  })
})

/** Resolves when the status has been asked for so many times more. */
async function operatorAsked(times: number): Promise<void> {
  for (let left = times; left > 0; left--) {
    const { promise, resolve } = Promise.withResolvers<void>()
    onAsked = resolve
    await promise
  }
}
