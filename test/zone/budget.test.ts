// How long a failover takes at worst.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nameToText } from '../../src/dns/name.ts'
import { TYPE } from '../../src/dns/type.ts'
import { failoverBudgetMs, failoverBudgets } from '../../src/zone/budget.ts'
import { HEAD, name, zoneOf } from './parsing.ts'

const CHECKS = `;@ check quick tcp every=1s timeout=500ms fall=2
;@ check slow tcp every=10s timeout=2s fall=3
;@ check both all quick slow
`

describe('failover budget', () => {
  test('it is every × fall + timeout of the slowest check, and the TTL', () => {
    const zone = zoneOf(`${HEAD}${CHECKS}a 5 A 10.0.0.1 ;@ check=quick\na 5 A 10.0.0.2 ;@ check=both\n`)
    assert.deepEqual(failoverBudgetMs(zone, { owner: name('A.corp.example.'), type: TYPE.A }), {
      detectionMs: 32_000,
      ttlMs: 5000,
      totalMs: 37_000,
    })
  })

  test('a check that needs another asks for it, and then its own target again, before it believes', () => {
    const checks =
      ';@ check router tcp timeout=700ms address=10.0.0.1\n;@ check web tcp every=10s timeout=2s fall=2 needs=router\n'
    const zone = zoneOf(`${HEAD}${checks}a 5 A 10.0.0.1 ;@ check=web\n`)
    const { detectionMs } = failoverBudgetMs(zone, { owner: name('a.corp.example.'), type: TYPE.A })
    assert.equal(detectionMs, 22_000 + 700 + 2_000)
  })

  test('a check with confirm= notices after one interval, however many failures it wants to see', () => {
    const zone = zoneOf(
      `${HEAD};@ check sure tcp every=10s timeout=500ms fall=3 confirm=200ms\na 5 A 10.0.0.1 ;@ check=sure\n`,
    )
    const { detectionMs } = failoverBudgetMs(zone, { owner: name('a.corp.example.'), type: TYPE.A })
    assert.equal(detectionMs, 11_900)
  })

  test('a record that follows a host is as slow as the checks of that host', () => {
    const zone = zoneOf(`${HEAD}${CHECKS}m A 10.0.0.1 ;@ check=both\n@ 5 MX 10 m ;@ follow\n`)
    assert.equal(failoverBudgetMs(zone, { owner: zone.origin, type: TYPE.MX }).totalMs, 37_000)
  })

  test('every pool of a zone has one, also one without checks', () => {
    const zone = zoneOf(
      `${HEAD}${CHECKS}c A 10.0.0.3 ;@ check=both\nb 5 A 10.0.0.1 ;@ check=quick\nb 5 A 10.0.0.2\na A 10.0.0.4\n;@ pool a A answers=1\n`,
    )
    assert.deepEqual(
      failoverBudgets(zone).map(({ owner, totalMs }) => [nameToText(owner), totalMs]),
      [
        ['c.corp.example.', 332_000],
        ['b.corp.example.', 7500],
        ['a.corp.example.', 300_000],
      ],
    )
  })
})
