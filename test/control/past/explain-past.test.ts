// A past instant is explained from a small book of one question: its answer is that of the whole book.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Book } from '../../../src/answer/book.ts'
import { compileBook } from '../../../src/answer/compile.ts'
import { peek } from '../../../src/answer/peek.ts'
import { joinSources } from '../../../src/control/load/packed-sources.ts'
import { cutText } from '../../../src/control/load/text-pieces.ts'
import type { Explanation } from '../../../src/control/operator.ts'
import { explainPast } from '../../../src/control/past/explain-past.ts'
import { planService } from '../../../src/control/plan/service-plan.ts'
import { AnswerLog } from '../../../src/control/publish/answer-log.ts'
import { Publisher } from '../../../src/control/publish/publisher.ts'
import { rcodeToText } from '../../../src/dns/rcode.ts'
import { recordToText } from '../../../src/dns/record-text.ts'
import { typeFromText } from '../../../src/dns/type.ts'
import { UNKNOWN_VERDICT } from '../../../src/health/verdict.ts'
import { createLog } from '../../../src/log.ts'
import { addressFromText } from '../../../src/zone/network.ts'
import { open, temporaryPath } from '../../store/temporary.ts'
import { ASKED_TIMING, nameOf, viewOf, zoneFrom } from '../../support/ask.ts'
import { corpZone } from '../../support/daemon.ts'

const ORIGIN = 'corp.example.'
const FILE = '/zones/corp.example.zone'
const DOWN = '192.0.2.1/web'
const TEXT = corpZone(`;@ check web tcp port=80
www A 192.0.2.1 ;@ primary check=web
www A 192.0.2.2 ;@ standby check=web
alias CNAME www
@ MX 10 www ;@ follow
@ MX 20 mail
mail A 192.0.2.25
files A 192.0.2.3 ;@ for=10.1.0.0/16 check=web
files A 192.0.2.4 ;@ for=10.2.0.0/16 check=web
*.wild A 192.0.2.9 ;@ check=web
sub NS ns.sub
ns.sub A 192.0.2.99
deep.empty.node TXT "text"
moved DNAME wild`)

/** A database as a daemon leaves it that has served this zone since 1000, with one server down. */
function served(t: TestContext) {
  const path = temporaryPath(t)
  const store = open(t, path)
  const zone = zoneFrom(TEXT, ORIGIN)
  const view = viewOf(zone)
  const plan = planService([{ zone, view }])
  const settings = { checks: ASKED_TIMING, allowQuery: {}, maintenance: [] }
  store.runs.begin(1000, JSON.stringify(settings))
  const stored = { origin: ORIGIN, file: FILE, contentHash: 'one', serial: 1, count: 9, pooled: [] }
  store.beginZone(stored, 1000)
  const pieces = cutText(joinSources([{ path: FILE, octets: Buffer.from(TEXT) }]))
  for (const _ of store.zoneTexts.write(ORIGIN, 'one', pieces));
  const outcome = { ending: 'refused', detail: '', latencyMs: 1 } as const
  const transitions = [...plan.targets.keys()].map((target) => ({
    target,
    from: 'unknown' as const,
    to: target === DOWN ? ('down' as const) : ('up' as const),
    outcome,
  }))
  const verdictOf = (id: string) => ({ ...UNKNOWN_VERDICT, state: id === DOWN ? 'down' : 'up' }) as const
  const publisher = new Publisher(plan, verdictOf, () => undefined, 2000)
  const answers = new AnswerLog({ store, log: createLog('silent') })
  const acts = [...answers.actsOfAll({ plan, publisher }, () => 2000)].flat()
  store.settle({ nowMs: 2000, verdicts: [], transitions, acts, published: [] })
  const views = new Map([[view.origin, view]])
  const book = new Book(compileBook(views), {
    zones: views,
    publicationOf: (pool) => publisher.publicationOf(pool),
  })
  return { path, book }
}

function explained(path: string, name: string, type: string, from: string, atMs = 3000): Explanation {
  const result = explainPast({ databaseFile: path, request: { name, type, from, atMs } })
  assert.ok('answer' in result, JSON.stringify(result))
  return result
}

test('every kind of answer is the one that the whole book gives', (t) => {
  const { path, book } = served(t)
  const questions = [
    'www A',
    'www AAAA',
    'alias A',
    '@ MX',
    'files A',
    'x.wild A',
    'x.wild MX',
    'y.moved A',
    'a.sub A',
    'none A',
    'empty.node TXT',
    'deep.empty.node TXT',
    '@ SOA',
    'www ANY',
  ]
  for (const question of questions)
    for (const from of ['10.1.2.3', '10.2.2.3', '192.0.2.200']) {
      const [owner = '', type = ''] = question.split(' ')
      const name = owner === '@' ? ORIGIN : `${owner}.${ORIGIN}`
      const whole = peek(book, nameOf(name), typeFromText(type) ?? 0, addressFromText(from) ?? []).answer
      const { answer, unknown } = explained(path, name, type, from)
      const lines = (records: typeof whole.answer) =>
        records.map((one) => recordToText(one).replaceAll('\t', ' '))
      assert.deepEqual(
        { rcode: answer.rcode, records: [...answer.records].sort(), authority: answer.authority },
        {
          rcode: rcodeToText(whole.rcode),
          records: lines(whole.answer).sort(),
          authority: lines(whole.authority),
        },
        `${question} from ${from}`,
      )
      assert.deepEqual(
        unknown?.filter((one) => !one.startsWith('a TTL')),
        [],
        question,
      )
    }
})

test('the steps are those of now, with what is on record beside what follows from the facts', (t) => {
  const { path } = served(t)
  const { question, steps, atMs } = explained(path, 'www.corp.example', 'A', '192.0.2.200')
  assert.match(question, /^www\.corp\.example\. A from 192\.0\.2\.200 at 1970-01-01 /)
  assert.equal(atMs, 3000)
  const facts = steps.map(({ fact }) => fact)
  assert.deepEqual([...new Set(facts)], ['declared', 'measured', 'published', 'answer'])
  const said = steps.map(({ sentence }) => sentence).join('\n')
  assert.match(said, /192\.0\.2\.1\/web is down: connection refused \(since 1970-01-01 /)
  assert.match(said, /^192\.0\.2\.2, because no primary is available: the standby answers$/m)
  assert.match(said, /^on record: www\.corp\.example\. A answered 192\.0\.2\.2 since 1970-01-01 /m)
})

test('before the first answer was written down the facts alone speak, and that is said', (t) => {
  const { path } = served(t)
  const { answer, unknown = [] } = explained(path, 'www.corp.example', 'A', '192.0.2.200', 1500)
  assert.deepEqual(answer.records, ['www.corp.example. 2 IN A 192.0.2.1'])
  assert.match(unknown[0] ?? '', /^what www\.corp\.example\. A answered was not written down/)
})

test('a text that is not kept is told, and a name that is not ours is refused as it was', (t) => {
  const { path } = served(t)
  const store = open(t, temporaryPath(t))
  store.runs.begin(1000, JSON.stringify({ checks: ASKED_TIMING, allowQuery: {}, maintenance: [] }))
  store.beginZone({ origin: ORIGIN, file: FILE, contentHash: 'x', serial: 1, count: 0, pooled: [] }, 1000)
  const lost = explainPast({ databaseFile: store.path, request: { name: 'www.corp.example', atMs: 2000 } })
  assert.match(JSON.stringify(lost), /the text that corp\.example\. had then is not kept/)
  const { answer, steps } = explained(path, 'www.elsewhere.example', 'A', '192.0.2.200')
  assert.equal(answer.rcode, 'REFUSED')
  assert.equal(steps[0]?.sentence, 'no zone of ours holds this name')
})
