// What a person reads, also on a narrow terminal: nothing wider than it, nothing said twice, and what to do when a word is wrong.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { runCommandLine } from '../../src/cli/program.ts'
import type { Explanation, SimulateReport, Status } from '../../src/control/operator.ts'
import { fakeOperator, HISTORY, STATUS, stepsTo } from '../support/fake-operator.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'
import { serveOperator } from '../support/served-operator.ts'

const HOUR_MS = 3_600_000
const LONG = 'intranet-of-the-whole-company-and-its-subsidiaries.berlin.corp.example.'

let status: Status = STATUS
let explanation: Explanation | undefined
let simulated: SimulateReport = { presumed: [], pools: [] }
const operator = fakeOperator()
const { run } = serveOperator({
  ...operator,
  statusSteps: () => stepsTo(status),
  revision: () => JSON.stringify(status),
  explain: (request) => explanation ?? operator.explain(request),
  simulate: () => simulated,
  history: () => ({
    transitions: HISTORY.slice(0, 2).map((one) => ({ ...one, target: `${LONG} A` })),
  }),
})

beforeEach(() => {
  status = STATUS
  explanation = undefined
})

test('the help of all commands fits a terminal of 80 columns, and names no option that every command has', async () => {
  const terminal = fakeTerminal(80)
  assert.equal(await runCommandLine(['--help'], terminal), 0)
  assert.deepEqual(
    terminal.lines.filter((line) => line.length > 80),
    [],
  )
  const text = terminal.lines.join('\n')
  assert.match(text, /^ {2}simulate \[down\] \[targets\.\.\.\] {2}what would be answered/m)
  assert.match(text, /^ {2}drain <target\.\.\.> {2,}take servers out gently/m)
  assert.match(text, /^ {2}1 {2}a zone file has errors, .*\n {5}left, or the doctor found a problem$/m)
})

test('a command line that cannot be understood is told as everything else, with the nearest word', async () => {
  const terminal = fakeTerminal(80)
  assert.equal(await runCommandLine(['stauts'], terminal), 2)
  assert.deepEqual(terminal.errors, [
    "failover: unknown command 'stauts'",
    '(Did you mean status?)',
    '(--help shows how it is written)',
  ])
})

describe('history', () => {
  test('says in one sentence what has happened where there is no room for five columns', async () => {
    const { lines } = await run(['history'], 80)
    assert.match(lines[0] ?? '', /^when {17}kind {6}what$/)
    assert.deepEqual(
      lines.filter((line) => line.length > 80),
      [],
    )
    const words = lines
      .slice(1)
      .map((line) => line.slice(31))
      .join(' ')
    // Long names are broken behind a hyphen, where nothing stands between the pieces.
    assert.ok(
      words.replaceAll('- ', '-').includes('A up -> down: unexpected status: 503, expected 200-299'),
      words,
    )
    assert.ok(words.includes('A none -> drain: new disks, by kim'), words)
  })

  test('a kind that resembles none is answered with all kinds', async () => {
    const { errors } = await run(['history', '--kind', 'x'])
    assert.match(errors.join(), /there is no kind x; there are verdict, override, .*, refusal$/)
  })
})

describe('status', () => {
  test('a long warning of a zone file stays indented below its zone', async () => {
    const [zone] = STATUS.zones
    assert.ok(zone !== undefined)
    const problem = `zones/corp.example.zone:5:20: note-word: ${'a long sentence, '.repeat(8)}the end`
    status = { ...STATUS, zones: [{ ...zone, problems: [problem] }] }
    const { lines } = await run(['status', '--zones'], 60)
    const from = lines.findIndex((line) => line.includes('note-word'))
    const to = lines.findIndex((line) => line.endsWith('the end'))
    assert.ok(from >= 0 && to > from, lines.join('\n'))
    for (const line of lines.slice(from, to + 1)) assert.match(line, /^ {2}\S.{0,57}$/)
  })

  test('the time that is left of an override or until a maintenance stays on one line', async () => {
    const { atMs } = STATUS
    status = {
      ...STATUS,
      overrides: [
        {
          target: '10.1.0.10',
          decree: 'drain',
          who: 'kim',
          why: 'new disks, and a reason that fills every column there is',
          id: 1,
          startedAtMs: atMs,
          endsAtMs: atMs + 2 * HOUR_MS - 60_000,
          pools: [`${LONG} A`],
        },
      ],
      maintenance: [
        {
          address: '10.1.0.10',
          when: '0 3 * * 0',
          lengthMs: 1.5 * HOUR_MS,
          why: 'weekly updates of the operating system and of everything else',
          opensAtMs: atMs + 53 * HOUR_MS,
        },
      ],
    }
    const text = (await run(['status'], 60)).lines.join('\n')
    for (const whole of ['in 1h 59m', '0 3 * * 0', '1h 30m', 'in 2d 5h'])
      assert.ok(text.includes(whole), text)
  })

  test('a name that resembles none is answered with what shows all', async () => {
    const [target] = STATUS.targets
    assert.ok(target !== undefined)
    const targets = Array.from({ length: 40 }, (_, at) => ({ ...target, id: `10.1.0.${at}/web` }))
    status = { ...STATUS, targets }
    const { errors } = await run(['status', 'zzzzzzzzzz'])
    assert.deepEqual(errors, [
      'failover: no zone, pool or target is named zzzzzzzzzz; failover status without a name shows all',
    ])
  })

  test('one attempt of a notification is one', async () => {
    const pending = { id: 'msg_1', alerts: 1, attempts: 1 }
    status = {
      ...STATUS,
      alerts: { firing: 1, receivers: [{ name: 'on-call', channel: 'mail', givenUp: 0, pending }] },
    }
    const text = (await run(['status'])).lines.join('\n')
    assert.match(text, /1 waits after 1 attempt /)
    assert.match(text, /^1 alert fires: failover alerts tells which$/m)
  })
})

describe('explain', () => {
  test('tells the answer once, and a name of none of our zones is exit code 1', async () => {
    explanation = {
      question: 'www.elsewhere. A',
      steps: [
        { fact: 'declared', sentence: 'no zone of ours holds this name' },
        { fact: 'answer', sentence: 'REFUSED, 0 records' },
      ],
      answer: { rcode: 'REFUSED', records: [], authority: [] },
    }
    const { code, lines } = await run(['explain', 'www.elsewhere'])
    assert.equal(code, 1)
    assert.deepEqual(lines, [
      'www.elsewhere. A',
      '',
      'declared   no zone of ours holds this name',
      '',
      'answer     REFUSED',
    ])
  })
})

describe('simulate', () => {
  test('of no pool it says that all stays, and counts one pool as one', async () => {
    const nobody = await run(['simulate', 'down', '10.1.0.10'])
    assert.deepEqual(nobody.lines, ['  no pool is concerned: every answer would stay'])
    simulated = {
      presumed: [],
      pools: [
        {
          pool: 'www.corp.example. A',
          change: 'same',
          was: ['10.1.0.10'],
          answers: ['10.1.0.10'],
          healthyBefore: 2,
          healthy: 1,
          nothingLeft: false,
          losesRedundancy: true,
          deadAnswers: [],
          why: 'the primary is available',
        },
      ],
    }
    const { lines } = await run(['simulate', 'down', '10.1.0.11'])
    assert.equal(lines.at(-1), '1 pool concerned, 0 with nothing left, 1 without redundancy')
  })
})
