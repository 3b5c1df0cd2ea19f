// `failover status --watch`, against a real API whose state changes, goes away and comes back.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, beforeEach, describe, test } from 'node:test'
import { runCommandLine } from '../../src/cli/program.ts'
import type { Operator, Status } from '../../src/control/operator.ts'
import { createLog } from '../../src/log.ts'
import { type Api, startApi } from '../../src/web/listen/api.ts'
import { fakeOperator, HISTORY, STATUS, stepsTo } from '../support/fake-operator.ts'
import { type FakeLines, FakeScreen, fakeLines, fakeTerminal, within } from '../support/fake-terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-watch-'))
const configFile = join(folder, 'failover.yaml')
writeFileSync(configFile, 'log: silent')
after(() => rmSync(folder, { recursive: true }))

let status: Status = STATUS
let happened = 0
let onAsked = (): void => undefined
type Refusal = {
  readonly problem: { readonly code: 'unavailable' | 'bad-request'; readonly sentence: string }
}
/** Instead of events. */
let refusal: Refusal | undefined
let api: Api | undefined

const operator: Operator = {
  ...fakeOperator(),
  revision: () => JSON.stringify(status),
  statusSteps: () => {
    onAsked()
    return stepsTo(status)
  },
  events: ({ after: last = happened }) =>
    refusal ?? {
      after: last,
      transitions: HISTORY.slice(0, 1)
        .map((one) => ({ ...one, id: happened }))
        .filter(({ id }) => id > last),
    },
}

/** What still runs when a test ends, also one that failed: nothing else would end the process. */
const running = new Set<AbortController>()

beforeEach(startAnew)
afterEach(async () => {
  for (const ended of running) ended.abort()
  running.clear()
  await stop()
})

async function startAnew(): Promise<void> {
  status = STATUS
  refusal = undefined
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
  readonly errors: FakeLines
  readonly ended: Promise<number>
  end(): Promise<number>
}

/** Without a screen: off a terminal. */
function startWatch(isOnScreen: boolean, ...args: string[]): Watch {
  const ended = new AbortController()
  running.add(ended)
  const screen = new FakeScreen(120, 40)
  const lines = fakeLines()
  const errors = fakeLines()
  const terminal = {
    ...fakeTerminal(120),
    out: lines.out,
    err: errors.out,
    interruption: () => ended.signal,
    ...(isOnScreen ? { screen } : {}),
  }
  const watch = runCommandLine(['status', '--watch', ...args, '--config', configFile], terminal)
  return {
    screen,
    lines,
    errors,
    ended: watch,
    end: () => {
      ended.abort()
      return watch
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

/** What was printed, a block for each change, without the moments. */
function blocksOf({ all }: FakeLines): string[] {
  const texts = all.map((line) => (line.startsWith('---- ') ? '----' : line)).join('\n')
  return texts.split('----\n').slice(1)
}

describe('when events are refused', () => {
  const FULL = { problem: { code: 'unavailable', sentence: 'no room: end another' } } as const

  test('the screen says why, looks every so often, and says no more of it when it is told again', async () => {
    refusal = FULL
    const { screen, end } = startWatch(true, ...HARDLY_EVER)
    const drawn = await screen.until((text) => text.includes('not told'))
    assert.match(
      drawn,
      /^every 5s; \^C ends it\nwhat happens is not told as it happens: no room: end another\nfailover 0/,
    )
    refusal = undefined
    await screen.until((text) => text.startsWith('every 1h, and when something happens'))
    recover()
    await screen.until((text) => text.includes('10.1.0.10  web    up'))
    assert.equal(await end(), 0)
  })

  test('off a terminal it is said once, on standard error', async () => {
    refusal = FULL
    const { errors, lines, end } = startWatch(false, '--every', '100ms', '--json')
    await errors.until((all) => all.length > 0)
    await operatorAsked(2)
    recover()
    await lines.until((all) => all.length > 1)
    await end()
    assert.deepEqual(errors.all, ['failover: what happens is not told as it happens: no room: end another'])
    for (const line of lines.all) assert.ok('targets' in (JSON.parse(line) as object), line)
  })
})

test('a daemon that refuses the status for good ends the watch, with what it says and exit code 1', async (t) => {
  await stop()
  const problem = { type: 'x', title: 'Forbidden', status: 403, detail: 'ask who runs it' }
  const server = createServer((_, response) => response.writeHead(403).end(JSON.stringify(problem)))
  t.after(() => server.close())
  await once(server.listen(join(folder, 'failover.sock')), 'listening')
  const { screen, errors, ended } = startWatch(true, ...HARDLY_EVER)
  assert.equal(await ended, 1)
  assert.equal(screen.isOpen, false)
  assert.deepEqual(errors.all, ['failover: ask who runs it'])
  const inJson = startWatch(false, '--json')
  assert.equal(await inJson.ended, 1)
  assert.deepEqual(inJson.lines.all, ['{"problems":["ask who runs it"]}'])
})

test('a status that is refused for a while is told as what it is, and looked for again', async (t) => {
  await stop()
  const problem = { type: 'x', title: 'No', status: 503, detail: 'the disk is full' }
  const server = createServer((_, response) => response.writeHead(503).end(JSON.stringify(problem)))
  t.after(() => server.close())
  await once(server.listen(join(folder, 'failover.sock')), 'listening')
  const { screen, end } = startWatch(true, '--every', '100ms')
  assert.match(await screen.until((text) => text.includes('REFUSED')), /REFUSED since .*: the disk is full$/)
  await new Promise((resolve) => server.close(resolve))
  await startAnew()
  await screen.until((text) => text.includes('Targets'))
  assert.equal(await end(), 0)
})

test('^C ends it at once, also while a daemon that hangs is asked', async (t) => {
  await stop()
  const asked = Promise.withResolvers<void>()
  const server = createServer(() => asked.resolve())
  t.after(() => server.close().closeAllConnections())
  await once(server.listen(join(folder, 'failover.sock')), 'listening')
  const { screen, end } = startWatch(true)
  await asked.promise
  assert.equal(await end(), 0)
  assert.deepEqual(screen.drawn, [])
})

describe('off a terminal', () => {
  test('a block is printed for each change, and none for ages and counts', async () => {
    const { lines, end } = startWatch(false, '--every', '100ms')
    await lines.until((all) => all.some((line) => line.includes('down')))
    status = { ...STATUS, atMs: STATUS.atMs + 1000, node: { ...STATUS.node, generation: 18 } }
    await operatorAsked(3)
    recover()
    await lines.until((all) => all.some((line) => line.includes('10.1.0.10  web    up')))
    assert.ok(!lines.all.some((line) => line.includes('generation 18')))
    assert.equal(await end(), 0)
  })

  test('a block is printed when nothing but alerts or their receivers change, and none for each notification', async () => {
    const receiver = { name: 'on-call', channel: 'program /bin/page', givenUp: 0 }
    status = { ...STATUS, alerts: { firing: 0, receivers: [receiver] } }
    const { lines, end } = startWatch(false, '--every', '100ms')
    await lines.until((all) => all.some((line) => line.includes('on-call')))
    const pending = { id: 'msg_1', alerts: 1, attempts: 1 }
    status = { ...status, alerts: { firing: 0, receivers: [{ ...receiver, deliveredAtMs: 1, pending }] } }
    await operatorAsked(3)
    status = { ...status, alerts: { firing: 1, receivers: [receiver] } }
    await lines.until((all) =>
      all.some((line) => line.includes('1 alert fires: failover alerts tells which')),
    )
    const failing = { ...receiver, failingSinceMs: STATUS.atMs - 60_000, problem: 'it ends with 7' }
    status = { ...status, alerts: { firing: 1, receivers: [failing] } }
    await lines.until((all) => all.some((line) => line.includes('fails for 1m: it ends with 7')))
    await end()
    assert.ok(!lines.all.some((line) => line.includes('1 waits')))
    assert.match(lines.all.join('\n'), /; receivers of alerts: 1\sfailing$/m)
  })

  test('--json is one value a line', async () => {
    const { lines, end } = startWatch(false, '--every', '100ms', '--json')
    await lines.until((all) => all.some((line) => line.includes('"targets"')))
    await stop()
    await lines.until((all) => all.at(-1)?.includes('no daemon is running') === true)
    await end()
    const values = lines.all.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      values.find((value) => 'targets' in value),
      STATUS,
    )
    assert.match(String(values.at(-1)?.['problems']), /daemon/)
  })

  test('a loss is one change, however it shows', async () => {
    const { lines, end } = startWatch(false, '--every', '100ms')
    await lines.until((all) => all.some((line) => line.startsWith('Targets')))
    await stop()
    await lines.until((all) => all.some((line) => line.includes('no daemon is running')))
    // The socket is there, and answers nobody yet.
    const deaf = createServer((_, response) => response.destroy())
    const asked = once(deaf, 'request')
    await once(deaf.listen(join(folder, 'failover.sock')), 'listening')
    await asked
    await new Promise((resolve) => deaf.close(resolve))
    const before = lines.all.length
    await startAnew()
    await lines.until((all) => all.slice(before).some((line) => line.startsWith('Targets')))
    await end()
    const isLoss = blocksOf(lines).map((block) => !block.includes('Targets'))
    assert.ok(!isLoss.some((one, at) => one && isLoss[at + 1]), lines.all.join('\n'))
  })
})

/** Resolves when the status has been asked for so many times more. */
async function operatorAsked(times: number): Promise<void> {
  for (let left = times; left > 0; left--) {
    const { promise, resolve } = Promise.withResolvers<void>()
    onAsked = resolve
    await within(promise, () => `nobody asks for the status ${left} times more`)
  }
}
