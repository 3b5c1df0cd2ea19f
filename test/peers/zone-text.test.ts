// Zone files, sound, odd and broken, to named-checkzone, nsd-checkzone, kzonecheck and us: one verdict, one text.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { describe, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { skipWithout } from '../support/peers/peer.ts'
import { Bench, type Case, JUDGES, type ZoneText } from '../support/peers/zone-judges.ts'
import { brokenZone, HEAD, soundZone } from '../support/peers/zone-samples.ts'
import { comparable, DIFFERENCES } from './zone-text-differences.ts'

/** The zones are the same for the same seed: to replay a failure, set the one that it printed. */
const SEED = 1035
const SOUND_ZONES = 150
const BROKEN_ZONES = 300
/** One zone in so many is shown to all, even where we agree with the first; what we print of it too. */
const SHOWN_TO_ALL = 4
const LANES = Math.min(2, availableParallelism())

const CONTROLS = new Map(
  Object.entries({ '␊': '\n', '␍': '\r', '␉': '\t', '␌': '\f', '␁': '\x01', '␡': '\x7f' }),
)

/** See the head of odd-lines.txt. */
function oddZones(): ZoneText[] {
  const lines = readFileSync(new URL('../support/peers/odd-lines.txt', import.meta.url), 'utf8').split('\n')
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replaceAll(/[␊␍␉␌␁␡]/g, (shown) => CONTROLS.get(shown) ?? shown))
    .map((line) => line.replaceAll(/L(\d+)/g, (_, length) => 'x'.repeat(Number(length))))
    .map((line) => ({ text: `${HEAD}${line}\n`, included: 'inc A 10.0.0.3\n' }))
}

async function judgeAll(zones: readonly ZoneText[], allJudge = 1): Promise<Case[]> {
  const cases: Case[] = []
  const next = zones.entries()
  const lane = async () => {
    const bench = new Bench()
    for (const [i, zone] of next) cases[i] = await bench.judge(zone, i % allJudge === 0 ? 'all' : 'need')
    bench.remove()
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return cases
}

function storyOf({ zone, ours, theirs }: Case): string {
  const verdicts = [ours, ...theirs].map(
    ({ name, isTaken, said }) => `${name} ${isTaken ? 'takes' : 'refuses'} it: ${said}`,
  )
  return [`seed ${SEED}`, zone.text, `--- part.inc\n${zone.included}`, ...verdicts].join('\n')
}

function assertAgreement(judged: Case): void {
  const { ours, theirs } = judged
  const isUnanimous = theirs.every(({ isTaken }) => isTaken === theirs[0]?.isTaken)
  if (!isUnanimous || theirs[0]?.isTaken === ours.isTaken) return
  const isMeant = DIFFERENCES.some(({ undo, isAtWork }) => undo === undefined && isAtWork(judged))
  assert.ok(isMeant, `we are alone with our verdict\n${storyOf(judged)}`)
}

function assertSameText(judged: Case): void {
  const { ours, theirs } = judged
  const printed = theirs.find(({ text }) => text !== undefined)?.text
  if (ours.text === undefined || printed === undefined) return
  assert.equal(comparable(ours.text, judged), comparable(printed, judged), storyOf(judged))
}

/** What we print of a zone that all take is taken by all, and printed the same again. */
async function assertReadAgain(cases: readonly Case[]): Promise<void> {
  const texts = cases.flatMap(({ ours, theirs }) =>
    ours.text !== undefined && theirs.length === JUDGES.length && theirs.every(({ isTaken }) => isTaken)
      ? [ours.text]
      : [],
  )
  assert.ok(texts.length > 0)
  for (const again of await judgeAll(texts.map((text) => ({ text, included: '' })))) {
    assert.ok(again.theirs.every(({ isTaken }) => isTaken) && again.ours.isTaken, storyOf(again))
    for (const { text } of [again.ours, ...again.theirs])
      assert.equal(text ?? again.zone.text, again.zone.text)
  }
}

function tally(t: TestContext, cases: readonly Case[]): void {
  const counts = new Map<string, number>()
  for (const { ours, theirs } of cases) {
    if (theirs.length < JUDGES.length) continue
    const verdict = [ours, ...theirs].map(({ name, isTaken }) => `${name}${isTaken ? '+' : '-'}`).join(' ')
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  }
  t.diagnostic(
    `seed ${SEED}, ${cases.length} zones, of which all saw: ${JSON.stringify(Object.fromEntries(counts))}`,
  )
}

const KINDS: Readonly<Record<string, () => readonly ZoneText[]>> = {
  'what people get wrong, and what is odd but right': oddZones,
  'zones that are sound, written in every way': () =>
    fc.sample(soundZone, { seed: SEED, numRuns: SOUND_ZONES }),
  'the same with one character broken': () => fc.sample(brokenZone, { seed: SEED, numRuns: BROKEN_ZONES }),
}

describe('zone files, judged by named-checkzone, nsd-checkzone, kzonecheck and us', () => {
  const programs = JUDGES.map(({ program }) => program)
  for (const [kind, zones] of Object.entries(KINDS))
    test(kind, async (t) => {
      if (skipWithout(t, ...programs)) return
      const cases = await judgeAll(zones(), SHOWN_TO_ALL)
      tally(t, cases)
      await t.test('where all take or all refuse it, so do we', () => cases.forEach(assertAgreement))
      await t.test('our text is that of named-compilezone, octet by octet', () =>
        cases.forEach(assertSameText),
      )
      await t.test('our text is taken by all, and is its own canonical text', () => assertReadAgain(cases))
      if (zones !== oddZones) return
      await t.test('each difference of the list is met', () => {
        for (const { rule, isAtWork } of DIFFERENCES) assert.ok(cases.some(isAtWork), rule)
      })
    })
})
