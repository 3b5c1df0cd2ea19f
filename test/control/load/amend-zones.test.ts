// Many edits of a large zone in a row, plain ones and others, pools flipping in between: table and book are always what a fresh load makes.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { pino } from 'pino'
import { viewZone } from '../../../src/answer/zone-view.ts'
import { textsAfter } from '../../../src/control/load/kept-texts.ts'
import type { KeptZone } from '../../../src/control/load/load-job.ts'
import { Loader } from '../../../src/control/load/loader.ts'
import { BookKeeper } from '../../../src/control/publish/book-keeper.ts'
import { type InService, putInService, servedZone } from '../../../src/control/publish/in-service.ts'
import { plainRows, poolRows } from '../../../src/control/publish/record-rows.ts'
import { RecordTable } from '../../../src/control/publish/record-table.ts'
import { nameToText } from '../../../src/dns/name.ts'
import { octets32 } from '../../../src/dns/octets.ts'
import { type State, UNKNOWN_VERDICT } from '../../../src/health/verdict.ts'
import { NOTHING_PERMITTED } from '../../../src/probe/probe.ts'
import { changesOfTable } from '../../../src/store/plain-rows.ts'
import type { Store } from '../../../src/store/store.ts'
import { recordKey } from '../../../src/store/stored-record.ts'
import { open, temporaryFolder } from '../../store/temporary.ts'
import { zoneFrom } from '../../support/ask.ts'
import { Client, compareAll } from '../../support/book-world.ts'

const TIMING = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }

/** With it the text is so large that edits of it amend the book. */
const PADDING = `; ${'-'.repeat(76)}\n`.repeat(3500)
const HEAD = `$TTL 300
@ SOA ns h 1 3600 900 604800 60
@ NS ns
NS A 192.0.2.53
;@ check c1 tcp port=80
;@ check c3 tcp port=80 address=192.0.2.7
pool A 192.0.2.20 ;@ check=c1
pool A 192.0.2.21 ;@ standby check=c1
topool CNAME pool
*.p A 192.0.2.22 ;@ check=c3
mail MX 10 H1
_sip._udp.h2 SRV 1 1 5060 h1
*.h3 CNAME h1
`
const OTHER = `$TTL 60\n@ SOA ns h 1 3600 900 604800 30\n NS ns\nns A 192.0.2.9\nx CNAME h2.example.com.\n`
const LINES = [
  'h1 A 192.0.2.1',
  'H1 AAAA 2001:db8::1',
  'h1.Example.COM. TXT "one"',
  'h2 A 192.0.2.2',
  'h2.example.com. AAAA 2001:db8::2',
  'H3 A 192.0.2.3',
  'h3 A 192.0.2.4',
  'a.h3 A 192.0.2.5',
  'new A 192.0.2.6',
  'x.new A 192.0.2.6',
  'p TXT "p"',
  'x.p A 192.0.2.7',
  'deep.er.and.deeper A 192.0.2.8',
  'deeper A 192.0.2.8',
  'alias CNAME x.p',
  'pool A 192.0.2.23 ;@ last',
  'h4 MX 10 h2',
]
const TARGETS = ['192.0.2.20/c1', '192.0.2.21/c1', '192.0.2.7/c3']

class Served {
  readonly #folder: string
  readonly #store: Store
  readonly #table: RecordTable
  readonly #states = new Map<string, State>()
  #kept: readonly KeptZone[] = []
  #books: BookKeeper | undefined
  #service: InService | undefined
  amended = 0

  constructor(t: TestContext, folder: string) {
    this.#folder = join(folder, 'zones')
    mkdirSync(this.#folder)
    writeFileSync(join(this.#folder, 'example.org.zone'), OTHER)
    this.#store = open(t, join(folder, 'failover.db'))
    this.#table = new RecordTable(this.#store, pino({ level: 'silent' }))
  }

  /** As the daemon does it: answers, pools of the table, plain records of the table. */
  async load(text: string): Promise<void> {
    writeFileSync(join(this.#folder, 'example.com.zone'), text)
    const loader = Loader.here()
    const loaded = await loader.load({
      folder: this.#folder,
      timing: TIMING,
      allowQuery: {},
      permits: NOTHING_PERMITTED,
      before: this.#kept,
      fallbacks: this.#kept,
      stored: this.#store.readZones(),
      nowMs: 0,
      book: this.#books?.handle,
    })
    assert.ok('report' in loaded)
    if (loaded.changed === undefined) return
    const { zones: compiled, answers } = loaded.changed
    const zones = compiled.map((zone) => servedZone(zone, {}))
    const service = putInService(
      zones,
      (id) => this.#verdictOf(id),
      () => undefined,
      0,
    )
    this.#service = service
    const edited = 'amendment' in answers ? answers : undefined
    this.#table.begin(service, edited)
    if ('book' in answers) this.#books = new BookKeeper(answers.book, service.catalog)
    else this.#books?.amend(answers.amendment, service.catalog)
    if (edited !== undefined) this.amended++
    const packed = await loader.packSources()
    await this.#table.fill(service, loader, Promise.resolve(packed))
    this.#kept = zones.flatMap(({ zone: _, view: __, ...summary }) => {
      const sources =
        packed.get(summary.file) ?? this.#kept.find(({ file }) => file === summary.file)?.sources
      return sources === undefined ? [] : [{ ...summary, sources }]
    })
  }

  #verdictOf(id: string) {
    const state = this.#states.get(id) ?? 'up'
    return { ...UNKNOWN_VERDICT, state, goods: 1, bads: state === 'down' ? 3 : 0 }
  }

  flip(target: string): void {
    this.#states.set(target, this.#states.get(target) === 'down' ? 'up' : 'down')
    const { publisher, plan } = this.#service as InService
    this.#books?.patch(publisher.refresh(plan.pools.keys(), 0).changed)
  }

  /** Table and book are what a fresh load of this text makes. */
  check(text: string): void {
    const fresh = [zoneFrom(text), zoneFrom(OTHER, 'example.org.')]
    const zones = fresh.map((zone) => {
      const kept = this.#kept.find(({ origin }) => origin === zone.origin)
      assert.equal(kept?.records, zone.records.length)
      return { zone, view: viewZone(zone, octets32(kept?.serial ?? 0)) }
    })
    const whole = putInService(
      zones.map((planned, i) => ({
        ...((this.#service as InService).zones[i] as InService['zones'][0]),
        ...planned,
      })),
      (id) => this.#verdictOf(id),
      () => undefined,
      0,
    )
    for (const planned of zones) {
      const origin = nameToText(planned.zone.origin)
      assert.equal(this.#store.readZones().get(origin)?.isComplete, true)
      assert.deepEqual([...changesOfTable(this.#store.path, origin, plainRows(planned))], [])
      const pooled = poolRows(planned, (pool) => whole.publisher.publicationOf(pool))
      assert.deepEqual([...this.#store.readPublished(origin).keys()].sort(), pooled.map(recordKey).sort())
    }
    assert.ok(this.#books !== undefined)
    compareAll(new Client(this.#books.book), whole, fresh)
  }
}

const step = fc.record({
  kind: fc.constantFrom('add', 'remove', 'edit', 'flip'),
  at: fc.nat(),
  other: fc.nat(),
})

function edited(
  lines: readonly string[],
  { kind, at, other }: { kind: string; at: number; other: number },
): string[] {
  const unused = LINES.filter((line) => !lines.includes(line))
  const added = unused[other % unused.length]
  const after = [...lines]
  const place = at % (after.length + 1)
  if (kind !== 'add') after.splice(place, 1)
  if (kind !== 'remove' && added !== undefined) after.splice(place, 0, added)
  return after
}

describe('a large zone that is edited again and again', () => {
  test('is in table and book what a fresh load of its text makes', async (t) => {
    let [edits, amended, run] = [0, 0, 0]
    const root = temporaryFolder(t)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 10 }), async (steps) => {
        const folder = join(root, String(run++))
        mkdirSync(folder)
        const served = new Served(t, folder)
        const textOf = (lines: readonly string[]) => `${HEAD}${PADDING}${lines.join('\n')}\n`
        let lines = LINES.slice(0, 8)
        await served.load(textOf(lines))
        served.check(textOf(lines))
        for (const one of steps) {
          const next = one.kind === 'flip' ? lines : edited(lines, one)
          if (one.kind === 'flip') served.flip(TARGETS[one.at % TARGETS.length] as string)
          else if (zoneOrNone(textOf(next)) === undefined) continue
          lines = next
          await served.load(textOf(lines))
          edits++
          served.check(textOf(lines))
        }
        amended += served.amended
      }),
      { numRuns: Number(process.env['RUNS'] ?? 5) },
    )
    assert.ok(amended > 0 && amended < edits, `${amended} of ${edits} edits amended the book`)
  })
})

test('the text before an edit is never taken for the one behind it, even when that one could not be kept', () => {
  const [one, two] = [Buffer.from('one'), Buffer.from('two')]
  const kept = new Map([
    ['a.zone', one],
    ['b.zone', one],
  ])
  assert.deepEqual(
    textsAfter(kept, new Map([['a.zone', two]]), 'a.zone'),
    new Map([
      ['b.zone', one],
      ['a.zone', two],
    ]),
  )
  assert.deepEqual(textsAfter(kept, new Map(), 'a.zone'), new Map([['b.zone', one]]))
})

function zoneOrNone(text: string) {
  try {
    return zoneFrom(text)
  } catch {
    return undefined
  }
}
