// `history --follow` when the daemon refuses: why, what helps, and how it ends.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { follow } from '../../src/cli/follow.ts'
import { runCommandLine } from '../../src/cli/program.ts'
import type { Operator, TransitionReport } from '../../src/control/operator.ts'
import { fakeOperator, HISTORY } from '../support/fake-operator.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'
import { serveOperator } from '../support/served-operator.ts'

type Problem = {
  readonly problem: { readonly code: 'unavailable' | 'bad-request'; readonly sentence: string }
}

let refusal: Problem | undefined
let failsHistory = 0
let happened = 9

const operator: Operator = {
  ...fakeOperator(),
  events: ({ after = happened }) => {
    if (refusal !== undefined) return refusal
    const transitions = HISTORY.slice(0, 1).map((one) => ({ ...one, id: happened }))
    return { after, transitions: transitions.filter(({ id }) => id > after) }
  },
  history: () => {
    if (failsHistory > 0) {
      failsHistory--
      return { problem: { code: 'unavailable', sentence: 'the disk is full' } }
    }
    return { transitions: HISTORY.slice(0, 1).map((one) => ({ ...one, id: happened })) }
  },
}
const { configFile, socketPath } = serveOperator(operator)

/** Follows from event 9 on, until `isEnough` of what was noted and told. */
async function followUntil(
  isEnough: (notes: readonly string[], told: readonly TransitionReport[]) => boolean,
  onNote: (sentence: string) => void = () => undefined,
) {
  const ended = new AbortController()
  const notes: string[] = []
  const told: TransitionReport[] = []
  const look = (): void => {
    if (isEnough(notes, told)) ended.abort()
  }
  const result = await follow({
    socketPath,
    query: new URLSearchParams(),
    after: 9,
    signal: ended.signal,
    note: (sentence) => {
      notes.push(sentence)
      onNote(sentence)
      look()
    },
    tell: (transitions) => {
      told.push(...transitions)
      look()
    },
  })
  return { result, notes, told }
}

describe('history --follow', () => {
  test('ends with what the daemon says, and exit code 1, when it is refused at its begin', async () => {
    refusal = { problem: { code: 'unavailable', sentence: 'no room: end another' } }
    for (const args of [[], ['--json']]) {
      const terminal = fakeTerminal(120)
      const code = await runCommandLine(
        ['history', '--follow', '--limit', '1', ...args, '--config', configFile],
        terminal,
      )
      assert.equal(code, 1)
      if (args.length === 0) assert.deepEqual(terminal.errors, ['failover: no room: end another'])
      else assert.deepEqual(JSON.parse(terminal.lines.at(-1) ?? ''), { problems: ['no room: end another'] })
    }
    refusal = undefined
  })

  test('tries again, and says why, when what was told before the history cannot be read, and misses nothing', async () => {
    happened = 10
    failsHistory = 1
    const { result, notes, told } = await followUntil((_, news) => news.length > 0)
    assert.equal(result, undefined)
    assert.deepEqual(notes, ['the disk is full; trying again', 'the daemon is back'])
    assert.deepEqual(
      told.map(({ id }) => id),
      [10],
    )
  })

  test('tries again when it is refused later for a reason that passes, and ends when it is for good', async () => {
    happened = 10
    failsHistory = 1
    const passing = await followUntil(
      (notes) => notes.length === 2,
      () => {
        refusal = { problem: { code: 'unavailable', sentence: 'no room' } }
      },
    )
    assert.deepEqual(passing.notes, ['the disk is full; trying again', 'no room; trying again'])

    refusal = undefined
    failsHistory = 1
    const final = await followUntil(
      () => false,
      () => {
        refusal = { problem: { code: 'bad-request', sentence: 'this daemon knows no such event' } }
      },
    )
    assert.deepEqual(final.result?.problems, ['this daemon knows no such event'])
    refusal = undefined
  })
})
