// What holds for every examination of the registry, whatever it examines.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { examine } from '../../src/doctor/examine.ts'
import { EXAMINATIONS } from '../../src/doctor/registry.ts'
import { filesBelow } from '../support/source-tree.ts'
import { emptyContext } from './empty-context.ts'
import { ourZone } from './words.ts'

describe('every examination', () => {
  test('is in the registry, and has a title of its own', () => {
    const files = filesBelow('src').filter(({ code }) => /^export const \w+: Examination = /m.test(code))
    assert.equal(EXAMINATIONS.length, files.length)
    assert.equal(new Set(EXAMINATIONS.map(({ title }) => title)).size, EXAMINATIONS.length)
  })

  for (const examination of EXAMINATIONS)
    test(`${examination.title}: ends with findings on a machine on which nothing runs`, async (t) => {
      const findings = await examination.run(emptyContext(t).context)
      assert.ok(findings.length > 0)
      for (const { found } of findings) assert.match(found, /\S/)
    })

  for (const examination of EXAMINATIONS)
    test(`${examination.title}: a warning or a problem comes with what to do`, async (t) => {
      const { context } = emptyContext(t, {
        zones: [ourZone()],
        resolvers: [{ address: '127.0.0.1', port: 9 }],
      })
      for (const finding of await examination.run(context))
        if (finding.level === 'warning' || finding.level === 'problem') assert.match(finding.remedy, /\S/)
        else assert.ok(!('remedy' in finding))
    })

  test('asks no other machine with --quick', async (t) => {
    const asked: string[] = []
    const { context } = emptyContext(t, {
      isQuick: true,
      zones: [ourZone()],
      resolvers: [{ address: '127.0.0.1', port: 9 }],
      timeServer: { address: '127.0.0.1', port: 9 },
      parentViews: async () => {
        asked.push('the parents')
        return []
      },
      ask: async ({ address }) => {
        asked.push(address)
        return { failure: 'it must not be asked' }
      },
    })
    const examined = await examine(EXAMINATIONS, context)
    assert.deepEqual(asked, [])
    const skipped = examined.filter(({ findings }) => findings.some(({ found }) => found.includes('--quick')))
    assert.deepEqual(
      skipped.map(({ title }) => title),
      ['delegation', 'name servers', 'resolvers', 'clock'],
    )
  })
})
