// The commands that ask the daemon, against a real API on a real socket.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runCommandLine } from '../../src/cli/program.ts'
import {
  EXPORT,
  type FakeOperator,
  fakeOperator,
  REFUSED_REPORT,
  REPORT,
  STATUS,
} from '../support/fake-operator.ts'
import { type FakeTerminal, fakeTerminal } from '../support/fake-terminal.ts'
import { serveOperator } from '../support/served-operator.ts'

const operator: FakeOperator = fakeOperator()
const { folder, run: runServed } = serveOperator(operator)

async function run(args: string[], width = 100): Promise<FakeTerminal & { readonly code: number }> {
  const terminal = fakeTerminal(width)
  const code = await runCommandLine(args, terminal)
  return { ...terminal, code }
}

function runHere(args: string[], width?: number): ReturnType<typeof run> {
  return runServed(args, width ?? 100)
}

describe('failover status', () => {
  test('tells zones, pools with what they answer now, and targets with verdict, reason and next probe', async () => {
    const { code, lines } = await runHere(['status'])
    assert.equal(code, 0)
    const text = lines.join('\n')
    for (const part of [
      'failover 0.1.0, pid 4711, up 3h 12m, generation 17',
      'answers on 127.0.0.1:5300, [::1]:5300 (UDP through koffi)',
      'queries: NOERROR 120345, NXDOMAIN 12',
      'pools: 2 not whole; targets: 1 down, 1 otherwise not well; zones: 1 whose file was refused',
      '1.10.in-addr.arpa.           7       12      0  3h 12m ago  OLD: the file was refused',
      '  zones/1.10.in-addr.arpa.zone:9:10: no-type: there is no record type here',
      'intranet.corp.example.  A     10.2.0.10 (10s)  1 of 2     no primary is available: the standby',
      '10.1.0.10  web    down     3m 12s  unexpected status: 503, expected 200-299, 3ms, 96 in a',
      '10.2.0.10  web    up       3h 11m  passed, 12ms, 5740 in a row',
      '10.1.0.25  smtp   unknown  1s      none yet',
    ])
      assert.ok(text.includes(part), `${part}\nis not in\n${text}`)
  })

  test('fits a terminal of 80 columns and one of 100', async () => {
    for (const width of [80, 100]) {
      const { lines } = await runHere(['status'], width)
      assert.ok(lines.every((line) => line.length <= width))
      assert.ok(lines.some((line) => line.startsWith('intranet.corp.example. ')))
    }
  })

  test('--json is what the API said and nothing else', async () => {
    const { lines } = await runHere(['status', '--json'])
    assert.deepEqual(JSON.parse(lines.join('\n')), STATUS)
  })
})

describe('failover explain', () => {
  test('prints the steps from declared to the answer, each with its place', async () => {
    const { code, lines } = await runHere(['explain', 'intranet.corp.example'], 120)
    assert.equal(code, 0)
    assert.deepEqual(lines, [
      'intranet.corp.example. A',
      '',
      'declared   intranet.corp.example. 10 A 10.1.0.10 is in tier 1 and needs check web  (zones/corp.example.zone:18)',
      '           intranet.corp.example. 10 A 10.2.0.10 is in tier 2 and needs check web  (zones/corp.example.zone:19)',
      '',
      'measured   10.1.0.10/web is down: unexpected status, 503, expected 200-299, from a server that says ?[31mred? (96 bad in',
      '           a row)',
      '',
      'decreed    nobody has overridden anything',
      '',
      'published  no primary is available: the standby answers',
      '',
      'answer     NOERROR',
      '           intranet.corp.example. 10 IN A 10.2.0.10',
      '           corp.example. 300 IN NS ns1.corp.example.  ; authority',
    ])
  })

  test('asks for the type and the client that were named', async () => {
    await runHere(['explain', 'files.corp.example', 'AAAA', '--from', '10.2.0.7'])
    assert.deepEqual(operator.asked.at(-1), { name: 'files.corp.example', type: 'AAAA', from: '10.2.0.7' })
  })

  test('--at asks for a past instant, and what is not known of it comes last', async () => {
    const args = ['explain', 'intranet.corp.example', '--at', '2026-03-01T11:00:00.250Z']
    const { code, lines } = await runHere(args, 100)
    assert.equal(code, 0)
    const atMs = Date.parse('2026-03-01T11:00:00.250Z')
    assert.deepEqual(operator.asked.at(-1), { name: 'intranet.corp.example', atMs })
    assert.deepEqual(lines.slice(-3), [
      '',
      'not known  the clock was set back, so that this time came twice: this is the second one',
      '           a TTL may have been lower',
    ])
    const bad = await runHere(['explain', 'x', '--at', 'monday'])
    assert.deepEqual(
      [bad.code, /^failover: --at: monday is no moment: write /.test(bad.errors.join())],
      [2, true],
    )
  })

  test('a name that is not ours is exit code 1, a client that is no address exit code 2', async () => {
    const elsewhere = await runHere(['explain', 'elsewhere.example'])
    assert.deepEqual(
      [elsewhere.code, elsewhere.errors],
      [1, ['failover: elsewhere.example. is in none of our zones']],
    )
    const bad = await runHere(['explain', 'x', '--from', 'here', '--json'])
    assert.equal(bad.code, 2)
    assert.deepEqual(JSON.parse(bad.lines.join('')), {
      problems: ['the query cannot be understood', 'from: expected an IPv4 or IPv6 address'],
    })
  })
})

describe('failover export', () => {
  test('prints the zone as it is answered now; --declared asks for what the file declares', async () => {
    const { code, lines } = await runHere(['export', 'corp.example'])
    assert.deepEqual([code, lines.map((line) => `${line}\n`)], [0, [EXPORT.text]])
    assert.deepEqual(operator.exported.at(-1), { origin: 'corp.example', declared: false })
    await runHere(['export', 'corp.example.', '--declared'])
    assert.deepEqual(operator.exported.at(-1), { origin: 'corp.example.', declared: true })
  })

  test('--json tells origin, serial and text', async () => {
    const { lines } = await runHere(['export', 'corp.example', '--json'])
    assert.deepEqual(JSON.parse(lines.join('\n')), EXPORT)
  })

  test('a zone that is not ours is exit code 1', async () => {
    const { code, errors } = await runHere(['export', 'a/b?c.example'])
    assert.deepEqual(
      [code, errors],
      [1, ['failover: a/b?c.example. is none of our zones; there is corp.example.']],
    )
  })
})

describe('failover failback', () => {
  test('says what was answered and what is; a pool that waits for nothing is exit code 1', async () => {
    const done = await runHere(['failback', 'intranet.corp.example', 'AAAA'])
    assert.deepEqual([done.code, done.lines], [0, ['intranet.corp.example. A: 10.2.0.10 -> 10.1.0.10']])
    assert.deepEqual(operator.releasedPools.at(-1), { name: 'intranet.corp.example', type: 'AAAA' })
    const { code, errors } = await runHere(['failback', 'app.corp.example'])
    assert.equal(code, 1)
    assert.match(errors.join(), /waits for no failback/)
  })
})

describe('failover drain, force-down, force-up', () => {
  test('say what is decreed, until when, by whom, and what it changes', async () => {
    const args = ['drain', '10.1.0.10', '--for', '2h', '--why', 'new disks']
    const { code, lines } = await runHere(args)
    assert.equal(code, 0)
    assert.match(
      lines.join('\n'),
      /^drain 10\.1\.0\.10: for 2h, by .*\n {2}intranet\.corp\.example\. A: 10\.1\.0\.10 -> 10\.2\.0\.10 \(10s\): no primary is/,
    )
    const { who: _, ...asked } = operator.decreed.at(-1) ?? assert.fail()
    assert.deepEqual(asked, { decree: 'drain', target: '10.1.0.10', for: '2h', why: 'new disks' })
    await runHere(['force-up', 'www.corp.example', 'A', '10.1.0.10', '--for', 'ever', '--why', 'x'])
    assert.equal(operator.decreed.at(-1)?.target, 'www.corp.example A 10.1.0.10')
  })

  test('--until takes a time of the day, and a moment with or without its time zone', async () => {
    const untilOf = async (until: string): Promise<string | undefined> => {
      await runHere(['force-down', '10.1.0.10', '--until', until, '--why', 'x'])
      return operator.decreed.at(-1)?.until
    }
    assert.equal(await untilOf('2036-03-01T18:00:00Z'), '2036-03-01T18:00:00.000Z')
    assert.equal(await untilOf('2036-03-01 18:00'), new Date(2036, 2, 1, 18).toISOString())
    const next = new Date((await untilOf('00:00')) ?? assert.fail())
    assert.deepEqual([next.getHours(), next.getMinutes(), next.getTime() > Date.now()], [0, 0, true])
  })

  test('everything that is missing is said at once', async () => {
    const before = operator.decreed.length
    const { code, errors } = await runHere(['drain', '10.1.0.10'])
    assert.deepEqual([code, errors.length], [2, 2])
    assert.match(errors.join('\n'), /--why TEXT is missing.*\n.*--for DURATION or --until TIME/)
    const odd = await runHere(['drain', '10.1.0.10', '--until', 'tomorrow', '--why', 'x'])
    assert.match(odd.errors.join(), /--until "tomorrow" is no time: write 18:00/)
    assert.equal(operator.decreed.length, before)
  })

  test('--dry-run needs neither --why nor --for, and says what would be; exit code 1 when nothing would be left', async () => {
    const { code, lines } = await runHere(['drain', '10.1.0.10', '--dry-run'], 160)
    assert.equal(code, 0)
    assert.deepEqual(operator.decreed.at(-1)?.dryRun, true)
    const text = lines.join('\n')
    assert.match(text, /10\.1\.0\.10 -> 10\.2\.0\.10 .*; healthy 2 -> 1, no redundancy left\n/)
    assert.match(text, /\na dry run: nothing was changed$/)
    const severe = await runHere(['drain', '10.1.*', '--dry-run', '--for', '2h'], 140)
    assert.equal(severe.code, 1)
    assert.match(severe.lines.join('\n'), /healthy 2 -> 0, NOTHING LEFT/)
    assert.equal((await runHere(['drain', '10.1.*', '--for', '2h', '--why', 'x'], 140)).code, 0)
    const undone = await runHere(['undo', '10.1.0.10', '--dry-run'], 160)
    assert.deepEqual([undone.lines[0], undone.code], ['drain 10.1.0.10: would end', 0])
    await runHere(['failback', 'intranet.corp.example', '--dry-run'], 160)
    assert.equal(operator.releasedPools.at(-1)?.dryRun, true)
  })

  test('a target that is none is exit code 1', async () => {
    const { code, errors } = await runHere(['drain', '10.9.0.1', '--for', '1h', '--why', 'x'])
    assert.deepEqual([code, errors], [1, ['failover: "10.9.0.1" matches no target']])
  })
})

describe('failover undo', () => {
  test('says what has ended and what that changes', async () => {
    const { code, lines } = await runHere(['undo', '10.1.0.10'], 120)
    assert.equal(code, 0)
    assert.deepEqual(lines, [
      'drain 10.1.0.10: ended',
      '  intranet.corp.example. A: 10.2.0.10 -> 10.1.0.10 (10s): the primary is available',
    ])
    assert.equal(operator.undone.at(-1)?.target, '10.1.0.10')
  })
})

describe('failover report', () => {
  test('says for a target that it is well, or that it is not and why', async () => {
    const well = await runHere(['report', '10.1.0.60/alive'])
    assert.deepEqual([well.code, well.lines], [0, ['10.1.0.60/alive: reported as well']])
    const down = await runHere(['report', '10.1.0.60/alive', '--down', '--why', 'disk full'])
    assert.deepEqual([down.code, down.lines], [0, ['10.1.0.60/alive: reported as not well']])
    assert.deepEqual(operator.reported, [
      { target: '10.1.0.60/alive', down: false, why: '' },
      { target: '10.1.0.60/alive', down: true, why: 'disk full' },
    ])
    const { code, lines } = await runHere(['report', '10.1.0.60/alive', '--json'])
    assert.deepEqual([code, JSON.parse(lines.join('\n')).targets], [0, ['10.1.0.60/alive']])
  })

  test('a target that is none is exit code 1', async () => {
    const { code, errors } = await runHere(['report', '10.9.9.9/alive'])
    assert.deepEqual([code, errors], [1, ['failover: there is no target 10.9.9.9/alive']])
  })

  test('--down and --why belong together', async () => {
    const problem = 'failover: --down and --why TEXT belong together: give both, or none'
    for (const half of [['--down'], ['--why', 'disk full']]) {
      const { code, errors } = await runHere(['report', '10.1.0.60/alive', ...half])
      assert.deepEqual([code, errors], [2, [problem]])
    }
  })
})

describe('failover reload', () => {
  test('says what came of each file; a refused one is exit code 1', async () => {
    const fine = await runHere(['reload'])
    assert.deepEqual(
      [fine.code, fine.lines],
      [
        0,
        [
          'corp.example. (zones/corp.example.zone): loaded',
          'lab.example. (zones/lab.example.zone): unchanged',
        ],
      ],
    )
    operator.report = REFUSED_REPORT
    const refused = await runHere(['reload'])
    operator.report = REPORT
    assert.deepEqual(
      [refused.code, refused.lines],
      [
        1,
        [
          'zones/bad.zone: refused; the last good zone stays in service',
          '  zones/bad.zone:1:1: soa-missing: the zone has no SOA record',
          '      1 | www A 192.0.2.1',
          '        | ^',
        ],
      ],
    )
  })
})

describe('how commands end that cannot do their work', () => {
  test('a configuration with errors is exit code 3, for every command', async () => {
    const bad = join(folder, 'bad.yaml')
    writeFileSync(bad, 'zonse: x\nlog: 7')
    for (const args of [['status'], ['explain', 'x'], ['export', 'x'], ['reload'], ['check'], ['serve']]) {
      const { code, errors } = await run([...args, '--config', bad])
      assert.equal(code, 3, args.join(' '))
      assert.equal(errors.length, 2)
      assert.ok(errors[0]?.startsWith(`failover: ${bad}:1:1: unknown-key: `))
    }
  })

  test('no daemon on the socket is exit code 4, for every command that needs one', async () => {
    const lonely = join(folder, 'lonely.yaml')
    writeFileSync(lonely, 'socket: nobody.sock')
    for (const args of [['status'], ['explain', 'x'], ['export', 'x'], ['reload']]) {
      const { code, errors } = await run([...args, '--config', lonely])
      assert.equal(code, 4)
      assert.match(
        errors[0] ?? '',
        /^failover: no daemon is running: there is no socket .*nobody\.sock; start one/,
      )
    }
  })

  test('a process that does not speak our language is exit code 4', async () => {
    const stranger = createServer((_, response) => response.end('<html>'))
    await new Promise<void>((resolve) => stranger.listen(join(folder, 'stranger.sock'), resolve))
    const config = join(folder, 'stranger.yaml')
    writeFileSync(config, 'socket: stranger.sock')
    const { code, errors } = await run(['status', '--config', config])
    stranger.close()
    assert.equal(code, 4)
    assert.match(errors[0] ?? '', /gave no usable answer/)
  })

  test('a command line that cannot be understood is exit code 2, with the nearest command', async () => {
    const typo = await run(['statsu'])
    assert.deepEqual([typo.code, typo.lines], [2, []])
    assert.match(typo.errors.join('\n'), /Did you mean status\?/)
    for (const args of [
      [],
      ['explain'],
      ['export'],
      ['status', '--jsn'],
      ['reload', 'more'],
      ['reload', '--config'],
    ])
      assert.equal((await run(args)).code, 2, args.join(' '))
  })
})
