// What the doctor says of the daemon and of what belongs to it: zones, targets, ports, database, backup.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judgeBackup } from '../../src/doctor/service/backup.ts'
import { judgeDaemon } from '../../src/doctor/service/daemon.ts'
import { judgeDatabase, judgeDisk } from '../../src/doctor/service/database.ts'
import { dnsEndpoint, judgeEndpoints, judgeForeign } from '../../src/doctor/service/endpoints.ts'
import { judgeTargets } from '../../src/doctor/service/targets.ts'
import { judgeZones } from '../../src/doctor/service/zones.ts'
import type { Inspection } from '../../src/store/inspect.ts'
import { STATUS } from '../support/fake-operator.ts'
import { remedies, reply, SILENCE, told } from './words.ts'

const HOUR_MS = 3_600_000

describe('the daemon', () => {
  test('runs, and is of the version of the command', () => {
    assert.deepEqual(told(judgeDaemon({ status: STATUS }, '0.1.0')), [
      'ok: failover 0.1.0 runs, pid 4711, for 3h12m',
    ])
  })

  test('of another version than the command is a warning', () => {
    assert.match(
      told(judgeDaemon({ status: STATUS }, '0.2.0')).join(),
      /^warning: .*this command is failover 0\.2\.0/,
    )
  })

  test('that does not run is a problem; one that may not be asked is another', () => {
    const gone = judgeDaemon({ absence: 'no daemon is running', isRunning: false }, '0.1.0')
    assert.deepEqual(told(gone), ['problem: no daemon is running'])
    assert.match(remedies(gone).join(), /failover serve/)
    const shut = judgeDaemon({ absence: 'not allowed to use the socket', isRunning: true }, '0.1.0')
    assert.match(remedies(shut).join(), /as the user that runs the daemon/)
  })
})

describe('zones', () => {
  const [good, stale] = STATUS.zones
  assert.ok(good !== undefined && stale !== undefined)

  test('without findings are well', () => {
    assert.deepEqual(told(judgeZones({ zones: [good] }, ['/z/corp.example.zone'])), [
      'ok: corp.example. in service, without findings',
    ])
  })

  test('of a refused file are a problem, with the finding and its place', () => {
    assert.deepEqual(told(judgeZones({ zones: [stale] }, [])), [
      'problem: 1.10.in-addr.arpa.: zones/1.10.in-addr.arpa.zone was refused, an older version is in service',
      'problem: zones/1.10.in-addr.arpa.zone:9:10: no-type: there is no record type here',
    ])
  })

  test('whose findings are warnings are told as such', () => {
    const problems = ['zones/corp.example.zone:3:1: warning: canary-alone: one canary']
    const found = 'warning: zones/corp.example.zone:3:1: canary-alone: one canary'
    assert.deepEqual(told(judgeZones({ zones: [{ ...good, problems }] }, [])), [found])
    assert.equal(
      told(judgeZones({ zones: [{ ...stale, problems }] }, []))[1],
      found,
      'in a refused file, too',
    )
  })

  test('whose file is not in service at all are a problem, with its findings', () => {
    const unserved = [{ file: 'zones/other.zone', problems: ['zones/other.zone:1:1: soa-missing: no SOA'] }]
    assert.deepEqual(
      told(judgeZones({ zones: [good], unserved }, ['/z/other.zone', '/z/corp.example.zone'])),
      [
        'problem: zones/other.zone: was refused, and no older version of it is in service',
        'problem: zones/other.zone:1:1: soa-missing: no SOA',
      ],
    )
    const unread = judgeZones({ zones: [good] }, ['/z/other.zone'])
    assert.deepEqual(told(unread), ['problem: /z/other.zone: the daemon has not read it'])
    assert.deepEqual(told(judgeZones({ zones: [] }, [])), ['problem: there is no zone'])
  })
})

describe('targets', () => {
  const [pool] = STATUS.pools
  const [target] = STATUS.targets
  assert.ok(pool !== undefined && target !== undefined)
  const quiet = {
    atMs: STATUS.atMs,
    targets: [{ ...target, state: 'up' as const }],
    pools: [{ ...pool, redundancy: 'several' as const }],
  }

  test('are well when every pool has a server to spare', () => {
    assert.deepEqual(told(judgeTargets(quiet, [])), [
      'ok: 1 target is probed, and every pool has a server to spare',
    ])
  })

  test('that have never passed are a warning, which tells what hangs on them', () => {
    const found = told(judgeTargets({ ...quiet, targets: [target] }, ['10.1.0.10/web'])).join()
    assert.match(found, /^warning: 10\.1\.0\.10\/web has never passed: status, 503, expected 200-299/)
    assert.match(told(judgeTargets({ ...quiet, targets: [target] }, [])).join(), /^ok/, 'it was up before')
  })

  test('self-doubt is a problem', () => {
    const doubt = { sinceMs: STATUS.atMs - 5000, why: '9 of 10 fail' }
    assert.match(
      told(judgeTargets({ ...quiet, doubt }, [])).join(),
      /^problem: in doubt for 5s, .*9 of 10 fail/,
    )
  })

  test('a pool with one healthy server left is a warning, one with none a problem', () => {
    const one = { ...quiet, pools: [{ ...pool, redundancy: 'one' as const }] }
    assert.match(told(judgeTargets(one, [])).join(), /^warning: .*one healthy server is left/)
    const none = { ...quiet, pools: [{ ...pool, redundancy: 'none' as const }] }
    assert.match(told(judgeTargets(none, [])).join(), /^problem: nothing healthy is left/)
  })

  test('many that have never passed are told in a few lines', () => {
    const targets = Array.from({ length: 40 }, (_, i) => ({ ...target, id: `10.1.0.${i}/web` }))
    const findings = judgeTargets(
      { ...quiet, targets },
      targets.map(({ id }) => id),
    )
    assert.equal(findings.length, 11)
    assert.match(findings.at(-1)?.found ?? '', /and 22 more: never passed either/)
  })
})

describe('ports', () => {
  const answered = { what: 'UDP', where: '10.0.0.53:53', failure: undefined, isAnswered: true }
  const silent = { what: 'TCP', where: '10.0.0.53:53', failure: 'nobody listens there', isAnswered: false }

  test('that answer are told in one line, each that does not in a problem', () => {
    assert.deepEqual(told(judgeEndpoints([answered, silent])), [
      'problem: TCP on 10.0.0.53:53: nobody listens there',
      'ok: UDP on 10.0.0.53:53: answered',
    ])
  })

  test('answer also when they refuse this machine; with SERVFAIL they do not answer as they should', () => {
    const where = { address: '10.0.0.53', port: 53 }
    assert.equal(dnsEndpoint('UDP', where, reply({ rcode: 'REFUSED' })).failure, undefined)
    const failing = dnsEndpoint('UDP', where, reply({ rcode: 'SERVFAIL' }))
    assert.deepEqual([failing.failure, failing.isAnswered], ['it answers SERVFAIL', true])
    assert.equal(dnsEndpoint('UDP', where, SILENCE).isAnswered, false)
  })

  test('on which somebody answers while the daemon does not run are taken', () => {
    assert.match(
      told(judgeForeign([answered, silent])).join(),
      /^problem: UDP on 10\.0\.0\.53:53: another server answers there/,
    )
    assert.match(told(judgeForeign([silent])).join(), /^skipped/)
  })
})

describe('the database', () => {
  const well: Inspection = {
    isOurs: true,
    version: 10,
    knownVersion: 10,
    damage: undefined,
    isUnchecked: false,
    octets: 5_000_000,
    logOctets: 0,
    newestTransitionAtMs: undefined,
    newestProbeAtMs: undefined,
    neverUp: [],
  }
  const judged = (changes: Partial<Inspection>) =>
    judgeDatabase('/v/failover.db', { ...well, ...changes }, true)

  test('is well when it is whole and of this version', () => {
    assert.deepEqual(told(judged({})), ['ok: /v/failover.db: 4.8 MB, version 10, whole'])
  })

  test('that is damaged, of another program, or newer is a problem', () => {
    assert.match(told(judged({ damage: 'row 3 missing' })).join(), /^problem: .* is damaged: row 3 missing/)
    assert.match(told(judged({ isOurs: false })).join(), /^problem: .* of another program/)
    assert.match(
      told(judged({ version: 11 })).join(),
      /^problem: .* has version 11, this failover knows versions up to 10/,
    )
  })

  test('of an older version is brought up by the next start', () => {
    assert.match(told(judged({ version: 9 })).join(), /^ok: .*makes version 10 of it when it starts/)
  })

  test('that is large is not looked through, and the command that does it is told', () => {
    assert.match(
      told(judged({ isUnchecked: true })).join(),
      /^skipped: .*sqlite3 \/v\/failover\.db 'pragma quick_check'/,
    )
  })

  test('whose write-ahead log grows has a reader that does not end', () => {
    assert.match(told(judged({ logOctets: 600 * 1024 * 1024 })).at(-1) ?? '', /^warning: .*-wal has 600 MB/)
  })

  test('that is gone is a problem while the daemon runs, and none before its first start', () => {
    assert.match(told(judgeDatabase('/v/x.db', { missing: true }, true)).join(), /^problem: .* is gone/)
    assert.match(told(judgeDatabase('/v/x.db', { missing: true }, false)).join(), /^skipped/)
  })

  test('needs room on its disk', () => {
    const mib = 1024 * 1024
    assert.match(told(judgeDisk('/v', 10_000 * mib)).join(), /^ok/)
    assert.match(told(judgeDisk('/v', 500 * mib)).join(), /^warning: \/v: 500 MB are free/)
    assert.match(told(judgeDisk('/v', 30 * mib)).join(), /^problem/)
    assert.match(told(judgeDisk('/v', undefined)).join(), /^problem: \/v: there is no such folder/)
  })
})

describe('the backup', () => {
  const judged = (ageMs: number, octets = 4096) =>
    told([judgeBackup('/b', { file: '/b/failover-1Z.db', atMs: 0, octets }, ageMs, undefined)]).join()

  test('is of last night, or it is a problem', () => {
    assert.deepEqual(judged(20 * HOUR_MS), 'ok: /b/failover-1Z.db: 4 KB, 20h old')
    assert.match(judged(50 * HOUR_MS), /^problem: .*50h old: last night none was made/)
    assert.match(judged(HOUR_MS, 0), /^problem: .*it is empty/)
  })

  test('is missed only after the daemon has run through a night', () => {
    assert.match(told([judgeBackup('/b', { none: true }, 0, 2 * HOUR_MS)]).join(), /^skipped/)
    assert.match(told([judgeBackup('/b', { none: true }, 0, 50 * HOUR_MS)]).join(), /^problem/)
  })
})
