// What the doctor says of this machine: rights, limits, memory, clock, and the modes of files.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountsIn } from '../../src/doctor/machine/accounts.ts'
import { readTimex } from '../../src/doctor/machine/adjtimex.ts'
import { judgeFuture, judgeKept, judgeSet, judgeTime } from '../../src/doctor/machine/clock.ts'
import { type FoundFile, judgeFiles, judgeWriters } from '../../src/doctor/machine/judge-modes.ts'
import { judgeBuffers, judgeOpenFiles, judgePing, lostDatagrams } from '../../src/doctor/machine/kernel.ts'
import { availableOctets, judgeMemory } from '../../src/doctor/machine/memory.ts'
import { judgePrivilege } from '../../src/doctor/machine/privilege.ts'
import { type ProcessFacts, parseFacts, processFacts } from '../../src/doctor/machine/process-facts.ts'
import { remedies, told } from './words.ts'

const MIB = 1024 * 1024
const NOBODY: ProcessFacts = {
  uid: 999,
  gids: [999],
  capabilities: 0n,
  residentOctets: 150 * MIB,
  swappedOctets: 0,
  maxOpenFiles: 1024,
  ageMs: 1000,
}
const BIND = 1n << 10n

test('the facts of a process are read from /proc, whatever its name is', () => {
  const status =
    'Name:\tx\nUid:\t1\t999\t1\t1\nGid:\t1\t998\t1\t1\nGroups:\t5 6\nVmRSS:\t  2048 kB\nVmSwap:\t 4 kB\nCapEff:\t0000000000000400\n'
  const stat = `7 (a (b) c) S ${Array.from({ length: 18 }, () => '0').join(' ')} 500 0 0`
  const limits =
    'Limit  Soft Hard Units\nMax open files            2048                 4096                 files\n'
  assert.deepEqual(parseFacts(status, stat, limits, '65.00 1.0'), {
    uid: 999,
    gids: [998, 5, 6],
    capabilities: BIND,
    residentOctets: 2 * MIB,
    swappedOctets: 4096,
    maxOpenFiles: 2048,
    ageMs: 60_000,
  })
  const own = processFacts('self')
  assert.ok(own !== undefined && own.residentOctets > MIB && own.uid === process.geteuid?.())
  assert.ok(Math.abs(own.ageMs - process.uptime() * 1000) < 5000)
})

describe('privilege', () => {
  test('port 53 needs CAP_NET_BIND_SERVICE, or a kernel that leaves it to everybody', () => {
    const judged = (facts: ProcessFacts, first = 1024) =>
      told(judgePrivilege([53, 5300], first, facts, false)).join()
    assert.match(judged(NOBODY), /^problem: this user may not listen on 53: that needs CAP_NET_BIND_SERVICE/)
    assert.match(
      judged({ ...NOBODY, capabilities: BIND }),
      /^ok: this user may listen on 53, and is not root/,
    )
    assert.match(judged(NOBODY, 53), /^ok/)
    assert.match(
      remedies(judgePrivilege([53], 1024, NOBODY, false)).join(),
      /AmbientCapabilities=CAP_NET_BIND_SERVICE/,
    )
  })

  test('a daemon that runs as root is a warning', () => {
    assert.match(
      told(judgePrivilege([5300], 1024, { ...NOBODY, uid: 0 }, true)).join(),
      /^warning: the daemon runs as root/,
    )
  })
})

describe('kernel limits', () => {
  test('smaller buffers than sockets ask for are a warning each, unless the daemon may pass the limit', () => {
    const findings = judgeBuffers(212_992, 212_992, NOBODY)
    assert.match(
      told(findings).join('\n'),
      /^warning: net\.core\.rmem_max is 208 KB.*\nwarning: net\.core\.wmem_max/,
    )
    assert.match(remedies(findings)[0] ?? '', /^sysctl -w net\.core\.rmem_max=4194304;/)
    assert.match(told(judgeBuffers(212_992, 212_992, { capabilities: 1n << 12n })).join(), /^ok/)
    assert.match(told(judgeBuffers(4 * MIB, 4 * MIB, NOBODY)).join(), /^ok/)
  })

  test('datagrams that found no room are counted for our ports only', () => {
    const row = (port: string, drops: number) =>
      `  1: 0100007F:${port} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0 ${drops}`
    const table = `  sl  local_address rem_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode ref pointer drops\n${row('0035', 3)}\n${row('14B4', 4)}\n${row('0036', 9)}\n`
    assert.equal(lostDatagrams(table, new Set([53, 5300])), 7)
  })

  test('too few open files are a problem, with the number to write', () => {
    const finding = judgeOpenFiles(1024, 5000)
    assert.match(told([finding]).join(), /^problem: 1024 open files are allowed, up to 5000 can be needed/)
    assert.match(remedies([finding]).join(), /LimitNOFILE=8192/)
    assert.equal(judgeOpenFiles(8192, 5000).level, 'ok')
    assert.equal(judgeOpenFiles(undefined, 5000).level, 'ok')
  })

  test('ICMP is a problem only where a zone needs it', () => {
    assert.equal(judgePing('1\t0\n', NOBODY, true).level, 'problem')
    assert.equal(judgePing('1\t0\n', NOBODY, false).level, 'ok')
    assert.equal(judgePing('0\t2147483647\n', NOBODY, true).level, 'ok')
    assert.equal(judgePing('1\t0\n', { ...NOBODY, capabilities: 1n << 13n }, true).level, 'ok')
  })
})

describe('memory', () => {
  test('is what the machine or the group of processes has left, whichever is less', () => {
    assert.equal(availableOctets('MemTotal: 9 kB\nMemAvailable:    2048 kB\n', undefined), 2 * MIB)
    assert.equal(availableOctets('MemAvailable:    2048 kB\n', MIB), MIB)
    assert.equal(availableOctets('', undefined), undefined)
  })

  test('must do for a second book', () => {
    const daemon = { residentOctets: 400 * MIB, swappedOctets: 0 }
    assert.match(told(judgeMemory(3000 * MIB, daemon)).join(), /^ok/)
    assert.match(told(judgeMemory(300 * MIB, daemon)).join(), /^warning: .*second book/)
    assert.match(told(judgeMemory(50 * MIB, daemon)).join(), /^problem/)
    assert.match(
      told(judgeMemory(3000 * MIB, { ...daemon, swappedOctets: MIB })).join(),
      /^warning: 1 MB .* swapped out/,
    )
  })
})

describe('the clock', () => {
  test('is kept when the kernel says so', () => {
    const timex = Buffer.alloc(256)
    timex.writeBigInt64LE(2500n, 24)
    assert.deepEqual(readTimex(0, timex), { isSynchronized: true, maxErrorMs: 2.5 })
    timex.writeInt32LE(0x40, 40)
    assert.equal(readTimex(5, timex).isSynchronized, false)
    assert.equal(judgeKept({ isSynchronized: true, maxErrorMs: 3 }).level, 'ok')
    assert.equal(judgeKept({ isSynchronized: false, maxErrorMs: 0 }).level, 'warning')
  })

  test('verdicts and transitions of the future are a problem', () => {
    const nowMs = Date.parse('2026-03-01T12:00:00Z')
    const future = [{ what: 'the newest transition', atMs: nowMs + 7_200_000 }]
    assert.match(
      told(judgeFuture(future, nowMs)).join(),
      /^problem: the newest transition is of 2026-03-01T14:00:00\.000Z, 2h in the future/,
    )
    assert.deepEqual(judgeFuture([{ what: 'the newest verdict', atMs: nowMs - 1 }], nowMs), [])
  })

  test('that was set since the daemon started is a warning', () => {
    assert.deepEqual(judgeSet(1_000_000, 60_000, 1_060_200), [])
    assert.deepEqual(judgeSet(1_000_000, 60_000, 1_045_000), [], 'a start with large zones takes its time')
    assert.match(
      told(judgeSet(1_000_000, 60_000, 4_660_000)).join(),
      /^warning: the clock was set ahead by 1h/,
    )
    assert.match(told(judgeSet(4_000_000, 60_000, 460_000)).join(), /^warning: the clock was set back by 1h/)
  })

  test('is compared with a time server, beyond what the way explains', () => {
    const judged = (offsetMs: number, delayMs = 2) =>
      told([judgeTime('10.0.0.4', { compared: { offsetMs, delayMs } })]).join()
    assert.match(judged(20), /^ok: this clock is 20ms behind that of 10\.0\.0\.4/)
    assert.match(judged(-900), /^warning: this clock is 900ms before/)
    assert.match(judged(60_000), /^problem/)
    assert.match(judged(900, 1600), /^ok/)
    assert.match(told([judgeTime('10.0.0.4', { failure: 'nobody listens there' })]).join(), /^warning/)
  })
})

describe('file modes', () => {
  const accounts = accountsIn('root:x:0:0::/:/bin/sh\nbob:x:1000:1000::/:/bin/sh\n', 'dns:x:104:bob,eve\n')
  const file = (changes: Partial<FoundFile>): FoundFile => ({
    path: '/f',
    kind: 'config',
    mode: 0o644,
    uid: 0,
    gid: 0,
    isFolder: false,
    ...changes,
  })
  const judged = (...files: readonly Partial<FoundFile>[]) =>
    told(judgeFiles(files.map(file), [0, 999], accounts)).join('\n')

  test('a secret that everybody can read is a problem, with the command to run', () => {
    assert.match(
      judged({ kind: 'secret', mode: 0o644, path: '/key.pem' }),
      /^problem: \/key\.pem has mode 0644: everybody/,
    )
    assert.match(
      remedies(judgeFiles([file({ kind: 'secret', path: '/key.pem' })], [0], accounts)).join(),
      /^chmod o= \/key\.pem;/,
    )
    assert.equal(judged({ kind: 'secret', mode: 0o640 }, { kind: 'secret', mode: 0o600, uid: 999 }), '')
    assert.match(judged({ kind: 'secret', mode: 0o660 }), /^warning: .*its group can put a secret/)
  })

  test('what everybody can write is a problem, and what they gain is told', () => {
    assert.match(
      judged({ kind: 'zones', mode: 0o666 }),
      /^problem: .*everybody on this machine can decide every answer/,
    )
    assert.match(judged({ kind: 'config', mode: 0o646 }), /decide what is served/)
    assert.match(judged({ kind: 'socket', mode: 0o660 }), /^problem: .*drain servers/)
    assert.equal(judged({ kind: 'socket', mode: 0o600 }, { kind: 'database', mode: 0o644 }), '')
  })

  test('a folder above that everybody can write to is a problem, unless it is sticky', () => {
    assert.match(
      judged({ kind: 'above', isFolder: true, mode: 0o777 }),
      /^problem: .*replace what is below it/,
    )
    assert.equal(judged({ kind: 'above', isFolder: true, mode: 0o1777 }), '')
  })

  test('what belongs to somebody who edits no zones and runs no daemon is a warning', () => {
    assert.match(
      judged({ kind: 'database', uid: 1000 }),
      /^warning: \/f belongs to bob, who can change what is answered/,
    )
    assert.equal(
      judged({ kind: 'zones', uid: 1000 }, { kind: 'above', uid: 1000, isFolder: true, mode: 0o755 }),
      '',
    )
  })

  test('who may write zone files is told, with the members of their group', () => {
    const files = [file({ kind: 'zones', path: '/z', isFolder: true, mode: 0o775, uid: 1000, gid: 104 })]
    assert.deepEqual(told(judgeWriters(files, accounts)), [
      'ok: zone files in /z can be written by bob, the group dns (bob, eve), root',
    ])
  })
})
