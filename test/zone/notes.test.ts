// Notes: what `;@ …` says of records, checks and pools.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { durationFromText, durationToText } from '../../src/zone/duration.ts'
import { networkFromText } from '../../src/zone/network.ts'
import type { CheckDeclaration, PoolOptions } from '../../src/zone/zone.ts'
import { added, HEAD, name, parse, problemsOf, recordOf, zoneOf } from './parsing.ts'

const CHECKS = ';@ check web tcp port=80\n;@ check db tcp port=5432\n'

function noteOf(line: string) {
  const zone = parse(`${HEAD}${CHECKS}x A 10.0.0.1 ;@ check=web,db\n${line}`).zone
  return zone?.records.at(-1)?.note
}

function checkOf(lines: string): CheckDeclaration | undefined {
  return zoneOf(`${HEAD}${lines}\nx A 10.0.0.1 ;@ check=c\n`).checks.find((check) => check.name === 'c')
}

function optionsOf(lines: string): PoolOptions | undefined {
  return zoneOf(HEAD + lines).pools[0]?.options
}

describe('record notes', () => {
  test('a record without a note is plain; other comments are nothing to us', () => {
    assert.equal(recordOf('a A 10.0.0.1 ; primary check=web').note, undefined)
  })

  test('primary is tier 1, standby 2, last 9, and tier= any; 1 when nothing is said', () => {
    const tiers = ['primary', 'standby', 'last', 'tier=5', 'check=web'].map(
      (words) => noteOf(`a A 10.0.0.2 ;@${words}`)?.tier,
    )
    assert.deepEqual(tiers, [1, 2, 9, 5, 1])
  })

  test('a record names its checks, its weight and its networks', () => {
    assert.deepEqual(noteOf('a A 10.0.0.2 ;@ check=web,db weight=3 for=10.1.0.0/16,2001:db8::/32 standby'), {
      tier: 2,
      checks: ['web', 'db'],
      follow: false,
      weight: 3,
      networks: [
        { address: [10, 1, 0, 0], prefixLength: 16 },
        { address: [0x20, 1, 0x0d, 0xb8, ...Array(12).fill(0)], prefixLength: 32 },
      ],
    })
  })

  test('a word that begins with a semicolon ends the note', () => {
    assert.equal(noteOf('a A 10.0.0.2 ;@ standby ; until the new machine is there')?.tier, 2)
  })

  test('the notes of an entry that spans lines are one note', () => {
    const note = noteOf('a A ( ;@ standby\n 10.0.0.2 ) ;@ check=web')
    assert.deepEqual([note?.tier, note?.checks], [2, ['web']])
  })

  test('follow is for records that name a host, here or elsewhere, also through a CNAME', () => {
    const lines = 'c CNAME ns1\nm MX 10 ns1 ;@ follow\nn MX 10 c.example. ;@ follow\no CNAME c ;@ follow'
    assert.deepEqual(problemsOf(HEAD + lines), [])
  })

  test('a check with an address of its own may stand on any record', () => {
    const lines = ';@ check c tcp port=1 address=10.0.0.9\n;@ check d all c\nt TXT x ;@ check=c,d\n'
    assert.deepEqual(problemsOf(HEAD + lines), [])
  })
})

describe('check notes', () => {
  test('a check has a kind, options as written, and its timing', () => {
    assert.deepEqual(checkOf(';@ check c tcp port=25 every=500ms timeout=200ms fall=1 rise=9'), {
      name: 'c',
      place: { file: 'z', line: 5, column: 10 },
      kind: 'probe',
      type: 'tcp',
      options: { port: '25' },
      timing: { everyMs: 500, timeoutMs: 200, fall: 1, rise: 9 },
      needs: [],
      canary: false,
    })
  })

  test('canary=yes makes a check that needs no record, and an address of its own', () => {
    const gateway = ';@ check gw tcp port=22 address=10.0.0.1 canary=yes\n'
    const resolver = ';@ check resolver tcp port=53 address=10.1.0.53 canary=yes\n'
    assert.deepEqual(problemsOf(HEAD + gateway + resolver), [])
    const twoOfOne = problemsOf(HEAD + gateway + resolver.replace('10.1.0.53', '10.0.0.1'))
    assert.match(twoOfOne.join('\n'), /^z:5:10: warning: canary-alone: [^\n]*$/)
    const bare = problemsOf(`${HEAD};@ check gw tcp port=22 canary=yes\n;@ check b tcp canary=maybe\n`)
    assert.match(bare.join('\n'), /^z:5:25: check-without-address: a canary stands behind no record/m)
    assert.match(bare.join('\n'), /note-value: canary=maybe is not known/)
  })

  test('needs= names checks, which count as used; what is unknown, or needs itself, is refused', () => {
    const router = ';@ check router tcp port=22 address=10.0.0.1\n'
    const check = checkOf(`${router};@ check c tcp port=25 needs=router`)
    assert.deepEqual(check?.kind === 'probe' ? check.needs : undefined, ['router'])
    const unknown = problemsOf(`${HEAD};@ check c tcp port=25 needs=ruter,c\nx A 10.0.0.1 ;@ check=c\n`)
    assert.match(
      unknown.join('\n'),
      /^z:5:24: unknown-check: "c" needs a check "ruter", but none is declared/m,
    )
    assert.match(unknown.join('\n'), /check-cycle: c needs c: a check cannot depend on itself/)
    const twice = problemsOf(`${HEAD}${router};@ check c tcp needs=router needs\nx A 10.0.0.1 ;@ check=c\n`)
    assert.match(twice.join('\n'), /note-repeated: needs= stands here twice/)
  })

  test('confirm=, slow= and flap= are off until they are said; off takes back what a default says', () => {
    const timing = (lines: string) => {
      const check = checkOf(lines)
      return check?.kind === 'probe' && check.timing
    }
    const plain = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }
    const all = 'ok=3 confirm=200ms slow=300ms flap=5/10m'
    const given = { ok: 3, confirmMs: 200, slowMs: 300, flap: { changes: 5, withinMs: 600_000 } }
    assert.deepEqual(timing(`;@ check c tcp ${all}`), { ...plain, ...given })
    const none = 'ok=1 confirm=off slow=off flap=off'
    assert.deepEqual(timing(`;@ defaults ${all}\n;@ check c tcp ${none}`), { ...plain, ok: 1 })
    assert.deepEqual(timing(';@ check c tcp'), plain)
    assert.deepEqual(timing(';@ defaults confirm=200ms\n;@ check c tcp'), { ...plain, confirmMs: 200 })
    assert.deepEqual(timing(';@ defaults confirm=200ms\n;@ check c tcp confirm=off'), plain)
  })

  test('a value may be quoted; a repeated option comes as lines; address= is kept', () => {
    const check = checkOf(';@ check c tcp header="A: b\\"c;d" header="E: f\\n" address=::1')
    assert.deepEqual(check?.kind === 'probe' && check.options, {
      header: 'A: b"c;d\nE: f\\n',
      address: '::1',
    })
  })

  test('defaults hold for the checks below them, in their file and those that it includes', () => {
    const files = { sub: ';@ defaults rise=7\n;@ check s tcp\n' }
    const { checks } = zoneOf(
      `${HEAD};@ check a tcp\n;@ defaults every=9s fall=4\n;@ check b tcp fall=5\n$INCLUDE sub\n;@ check c tcp\nx A 10.0.0.1 ;@ check=a,b,c,s\n`,
      { files },
    )
    assert.deepEqual(
      checks.map((check) => check.kind === 'probe' && [check.name, ...Object.values(check.timing)]),
      [
        ['a', 2000, 1000, 3, 2],
        ['b', 9000, 1000, 5, 2],
        ['s', 9000, 1000, 4, 7],
        ['c', 9000, 1000, 4, 2],
      ],
    )
  })

  test('all needs every member, any one, atleast as many as it says; members may be declared later', () => {
    const lines = ';@ check a tcp\n;@ check b tcp\n;@ check d any a b\n'
    const needs = ['all a b d', 'any a b d', 'atleast 2 a b d'].map((words) => {
      const check = checkOf(`;@ check c ${words}\n${lines}`)
      return check?.kind === 'composite' && [check.need, check.members]
    })
    assert.deepEqual(needs, [
      [3, ['a', 'b', 'd']],
      [1, ['a', 'b', 'd']],
      [2, ['a', 'b', 'd']],
    ])
  })
})

describe('pool notes', () => {
  test('a pool line sets the options of one RRset; what it does not say has its default', () => {
    assert.deepEqual(optionsOf(';@ pool app A answers=1\napp A 10.0.0.1\n'), {
      answers: 1,
      pick: 'all',
      min: 1,
      available: 'degraded',
      whenAllDown: 'primary',
      failback: 'auto',
      failbackWindow: undefined,
      slowStartMs: undefined,
      maxFailoverMs: undefined,
    })
    const all =
      'answers=2 pick=sticky min=1 available=degraded-last when-all-down=none failback=10m max-failover=1h'
    assert.deepEqual(optionsOf(`;@ pool app A ${all}\napp A 10.0.0.1\n`), {
      answers: 2,
      pick: 'sticky',
      min: 1,
      available: 'degraded-last',
      whenAllDown: 'none',
      failback: { stableMs: 600_000 },
      failbackWindow: undefined,
      slowStartMs: undefined,
      maxFailoverMs: 3_600_000,
    })
  })

  test('slow-start= picks by weight, so that a weight can grow; pick=all contradicts it', () => {
    const options = optionsOf(';@ pool app A slow-start=5m\napp A 10.0.0.1\n')
    assert.deepEqual([options?.slowStartMs, options?.pick], [300_000, 'weighted'])
    assert.equal(optionsOf(';@ pool app A slow-start=5m pick=sticky\napp A 10.0.0.1\n')?.pick, 'sticky')
    const both = problemsOf(`${HEAD};@ pool app A pick=all slow-start=5m\napp A 10.0.0.1\n`)
    assert.match(both.join(), /^z:5:24: note-repeated: slow-start= needs weights/)
  })

  test('a pool with weights picks by weight unless told otherwise', () => {
    assert.equal(optionsOf(';@ pool app A answers=1\napp A 10.0.0.1 ;@ weight=3\n')?.pick, 'weighted')
    assert.equal(optionsOf(';@ pool app A pick=all\napp A 10.0.0.1 ;@ weight=3\n')?.pick, 'all')
  })

  test('the owner of a pool line is relative to the origin, as everywhere', () => {
    const { pools } = zoneOf(
      `${HEAD}$ORIGIN dev\na A 10.0.0.1\n;@ pool a A min=1\n;@ pool @ A min=1\n@ A 10.0.0.1\n`,
    )
    assert.deepEqual(
      pools.map(({ owner }) => owner),
      [name('a.dev.corp.example.'), name('dev.corp.example.')],
    )
  })
})

describe('values', () => {
  test('a duration has units, largest first or not, and is printed the shortest way', () => {
    const texts = [
      '2s',
      '200ms',
      '10m',
      '1h30m',
      '1d',
      '0s',
      '2',
      '',
      's',
      '1x',
      '1.5s',
      '-1s',
      `${'9'.repeat(39)}s`,
    ]
    assert.deepEqual(texts.map(durationFromText), [
      2000,
      200,
      600_000,
      5_400_000,
      86_400_000,
      0,
      ...Array(7).fill(undefined),
    ])
    assert.deepEqual([0, 1500, 60_000, 5_400_000].map(durationToText), ['0s', '1s500ms', '1m', '1h30m'])
  })

  test('a network is an address with a prefix length; host bits are named, with the network that was meant', () => {
    assert.deepEqual(networkFromText('10.1.2.3'), { network: { address: [10, 1, 2, 3], prefixLength: 32 } })
    assert.deepEqual(networkFromText('0.0.0.0/0'), { network: { address: [0, 0, 0, 0], prefixLength: 0 } })
    assert.deepEqual(networkFromText('10.1.2.3/9'), { corrected: '10.0.0.0/9' })
    assert.deepEqual(networkFromText('2001:db8::1/32'), { corrected: '2001:db8::/32' })
    for (const text of ['10.1.0.0/33', '10.1.0/16', '::/129', '10.0.0.0/', '10.0.0.0/x', 'x', '010.0.0.0/8'])
      assert.equal(networkFromText(text), undefined, text)
  })

  test('notes are no part of the records: the text without them is the same zone', () => {
    assert.equal(added('a A 10.0.0.1 ;@ primary\n'), added('a A 10.0.0.1\n'))
  })
})
