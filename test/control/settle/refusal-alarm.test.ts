// The transitions of zones whose file is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../../../src/control/operator.ts'
import { RefusalAlarm, type RefusalAlarmOptions } from '../../../src/control/settle/refusal-alarm.ts'
import { nameFromText, ROOT } from '../../../src/dns/name.ts'
import { createLog } from '../../../src/log.ts'
import type { Act } from '../../../src/store/store.ts'

const result = nameFromText('corp.example.', ROOT)
assert.ok('name' in result)
const FILE = 'zones/corp.example.zone'
const WARNING = finding(2, 'warning', 'ttl', 'it is short')
const ERRORS = [
  finding(9, 'error', 'no-type', 'there is no record type here'),
  finding(10, 'error', 'x', 'y'),
]
const GOOD = { origin: result.name, file: FILE, findings: [WARNING], stale: false }
const REFUSED = { ...GOOD, findings: [WARNING, ...ERRORS], stale: true }
const BEGUN: Act = {
  atMs: 5,
  kind: 'refusal',
  target: 'corp.example.',
  from: 'none',
  to: 'refused',
  reason: FILE,
  detail: `${FILE}:9:1: no-type: there is no record type here, and 1 more`,
}
const ENDED: Act = { ...BEGUN, from: 'refused', to: 'none', detail: '' }

function finding(line: number, severity: Finding['severity'], code: string, sentence: string): Finding {
  return { file: FILE, line, column: 1, severity, code, sentence }
}

/** What is told when the zones are looked at one after the other; `last` is what the history says before. */
function told(
  looks: readonly ReturnType<RefusalAlarmOptions['zones']>[],
  last: readonly Act[] = [],
): (readonly Act[])[] {
  let zones: ReturnType<RefusalAlarmOptions['zones']> = []
  const store = { transitions: { read: () => last.map((act) => ({ ...act, id: 1 })) } }
  const alarm = new RefusalAlarm({ store, log: createLog('silent'), zones: () => zones })
  return looks.map((look) => {
    zones = look
    return alarm.acts(5)
  })
}

test('a refused file is one transition, however often it is looked at, and its end is another', () => {
  assert.deepEqual(told([[GOOD], [REFUSED], [REFUSED], [GOOD]]), [[], [BEGUN], [], [ENDED]])
})

test('a zone that is taken out of service while its file is refused has no refused file any more', () => {
  assert.deepEqual(told([[REFUSED], []]), [[BEGUN], [ENDED]])
})

test('after a restart the history says what was told: a refusal is no second one, and an end is made up for', () => {
  assert.deepEqual(told([[REFUSED]], [BEGUN]), [[]])
  assert.deepEqual(told([[GOOD]], [BEGUN]), [[ENDED]])
  assert.deepEqual(told([[GOOD]], [ENDED]), [[]])
})
