// RFC 5737: addresses that stand for nobody.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Explained, explainBy } from '../../src/control/desk/explain-steps.ts'
import { NOTHING_DECREED } from '../../src/control/plan/decreed.ts'
import { planService } from '../../src/control/plan/service-plan.ts'
import { Publisher } from '../../src/control/publish/publisher.ts'
import { exampleZone, viewOf, wholeBook } from '../support/ask.ts'

const ZONE = exampleZone(`;@ check smb tcp port=445
files 30 A 10.1.0.40 ;@ check=smb for=10.1.0.0/16
files 30 A 10.2.0.40 ;@ check=smb for=192.0.2.0/24
files 30 A 10.3.0.40 ;@ check=smb
;@ pool files A answers=1`)

/** With nothing measured and nothing decreed. */
function explained(): Explained {
  const view = viewOf(ZONE)
  const plan = planService([{ zone: ZONE, view }])
  const publisher = new Publisher(
    plan,
    () => undefined,
    () => undefined,
    0,
  )
  const publicationOf: Explained['publicationOf'] = (pool) => publisher.publicationOf(pool)
  const book = wholeBook({ zones: plan.views, publicationOf })
  return {
    zones: [{ file: 'example.com.zone', origin: ZONE.origin, serial: 1, stale: false }],
    plan,
    publicationOf,
    bookOf: () => book,
    verdictOf: () => undefined,
    decreed: NOTHING_DECREED,
    doubt: undefined,
    staleIn: () => new Map(),
  }
}

/** The data of the records that the client is answered with. */
function answerFor(from?: string): readonly (string | undefined)[] {
  const explanation = explainBy(explained(), { name: 'files.example.com.', ...(from && { from }) })
  assert.ok('answer' in explanation, JSON.stringify(explanation))
  return explanation.answer.records.map((line) => line.split(' ').at(-1))
}

test('RFC 5737 §3: explain without a client asks for one in 192.0.2.0/24, which no network of a company is', () => {
  assert.deepEqual(answerFor(), ['10.2.0.40'])
  assert.deepEqual(answerFor('10.1.0.1'), ['10.1.0.40'])
})
