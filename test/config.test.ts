// failover.yaml: what may stand in it, and how everything that is wrong with it is said at once.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { type Config, loadConfig } from '../src/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-config-'))
after(() => rmSync(folder, { recursive: true }))

function load(...lines: string[]): ReturnType<typeof loadConfig> {
  const file = join(folder, 'failover.yaml')
  writeFileSync(file, lines.join('\n'))
  return loadConfig(file)
}

function configOf(...lines: string[]): Config {
  const result = load(...lines)
  assert.ok('config' in result, JSON.stringify(result))
  return result.config
}

function problemsOf(...lines: string[]): string[] {
  const result = load(...lines)
  assert.ok('problems' in result, 'the file was accepted')
  return result.problems.map((problem) => problem.replace(`${folder}/`, ''))
}

describe('what is not said has a default', () => {
  test('an empty file, or one of comments only, is all defaults', () => {
    for (const text of ['', '# nothing', 'udp:\nchecks:\n']) {
      const config = configOf(text)
      assert.deepEqual(config.listen, [{ address: '127.0.0.1', port: 5300 }])
      assert.deepEqual(config.udp, { io: 'auto', workers: 1 })
      const timing = { everyMs: 1000, timeoutMs: 1000, fall: 3, rise: 2, ok: 1, confirmMs: 100 }
      assert.deepEqual(config.checks, timing)
      assert.equal(config.logLevel, 'info')
      assert.deepEqual(config.ecsSources, [])
      assert.deepEqual([config.dot, config.doh, config.tls], [[], [], undefined])
      assert.deepEqual(config.identity, { version: '', id: '' })
      assert.equal(config.cookieSecretsFile, undefined)
      assert.deepEqual(config.rateLimit, { perSecond: 0, slip: 2, exempt: [] })
      assert.deepEqual(config.allowQuery, {})
      assert.equal(config.push, undefined)
      assert.equal(config.backup, undefined)
      assert.equal(config.historyMs, 400 * 86_400_000)
      assert.deepEqual(config.tcp, {
        maxConnections: 1024,
        maxConnectionsPerClient: 128,
        maxBytesInFlight: 262_144,
        idleTimeoutMs: 10_000,
        frameTimeoutMs: 5000,
        writeTimeoutMs: 10_000,
        handshakeTimeoutMs: 5000,
      })
    }
  })

  test('failover.yaml in the working directory may be missing, a named file may not', () => {
    const result = loadConfig(undefined)
    assert.ok('config' in result)
    assert.equal(result.config.file, undefined)
    assert.equal(result.config.socketPath, join(process.cwd(), 'failover.sock'))
    const named = join(folder, 'missing.yaml')
    assert.deepEqual(loadConfig(named), { problems: [`${named}: unreadable: there is no such file`] })
    assert.deepEqual(loadConfig(folder), { problems: [`${folder}: unreadable: it is not a file`] })
  })
})

describe('what is said is read', () => {
  test('every key has its effect', () => {
    const config = configOf(
      'listen: [127.0.0.1:5300, "[::1]:53"]',
      'zones: z',
      'history: 30d',
      'backup: { folder: backups, keep: 3 }',
      'database: /var/lib/failover/f.db',
      'socket: run/f.sock',
      'udp: { io: dgram, workers: 2 }',
      'log: silent',
      'checks: { every: 500ms, timeout: 200ms, fall: 2, rise: 1, ok: 3, confirm: off, slow: 50ms, flap: 5/10m }',
      'samples: 2d',
      'stale-standby: 30d',
      'maintenance: [{ address: "2001:DB8::0010", at: "0  3 * * sun", for: 2h, why: patching }]',
      'probes: { exec-folders: [checks, /usr/lib/checks] }',
      'ecs: [10.1.0.0/16, "2001:db8::/32", 192.0.2.7]',
      'dot: [127.0.0.1:853]',
      'doh: ["[::1]:443"]',
      'tls: { certificate: tls/chain.pem, key: /etc/key.pem }',
      'identity: { version: "failover 1", id: berlin }',
      'cookies: { secrets: cookies }',
      'rate-limit: { per-second: 20, slip: 3, exempt: [127.0.0.0/8] }',
      'allow-query: { Corp.Example: [10.0.0.0/8], 10.in-addr.arpa.: [] }',
      'push: { listen: ["[::1]:8053"], token: token, hosts: [NS1.corp.example] }',
      'metrics: { listen: [127.0.0.1:9553], hosts: [NS1.corp.example] }',
      'api: { listen: [127.0.0.1:8054], hosts: [NS1.corp.example], certificate: chain.pem, key: /etc/api.pem }',
      'tcp: { idle: 30s, connections: 10, per-client: 5, message: 1s, write: 2s, handshake: 3s, in-flight: 100000 }',
    )
    assert.deepEqual(config, {
      file: join(folder, 'failover.yaml'),
      listen: [
        { address: '127.0.0.1', port: 5300 },
        { address: '::1', port: 53 },
      ],
      zonesFolder: join(folder, 'z'),
      databaseFile: '/var/lib/failover/f.db',
      historyMs: 30 * 86_400_000,
      backup: { folder: join(folder, 'backups'), keep: 3 },
      socketPath: join(folder, 'run/f.sock'),
      udp: { io: 'dgram', workers: 2 },
      logLevel: 'silent',
      checks: {
        everyMs: 500,
        timeoutMs: 200,
        fall: 2,
        rise: 1,
        ok: 3,
        slowMs: 50,
        flap: { changes: 5, withinMs: 600_000 },
      },
      samplesMs: 2 * 86_400_000,
      staleStandbyMs: 30 * 86_400_000,
      maintenance: [
        { address: '2001:db8::10', window: { when: '0 3 * * sun', lengthMs: 7_200_000 }, why: 'patching' },
      ],
      probes: { execFolders: [join(folder, 'checks'), '/usr/lib/checks'] },
      ecsSources: [
        { address: [10, 1, 0, 0], prefixLength: 16 },
        { address: [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], prefixLength: 32 },
        { address: [192, 0, 2, 7], prefixLength: 32 },
      ],
      dot: [{ address: '127.0.0.1', port: 853 }],
      doh: [{ address: '::1', port: 443 }],
      tls: { certificate: join(folder, 'tls/chain.pem'), key: '/etc/key.pem' },
      identity: { version: 'failover 1', id: 'berlin' },
      cookieSecretsFile: join(folder, 'cookies'),
      push: {
        listen: [{ address: '::1', port: 8053 }],
        tokenFile: join(folder, 'token'),
        hosts: ['ns1.corp.example.'],
      },
      metrics: { listen: [{ address: '127.0.0.1', port: 9553 }], hosts: ['ns1.corp.example.'] },
      api: {
        listen: [{ address: '127.0.0.1', port: 8054 }],
        hosts: ['ns1.corp.example.'],
        tls: { certificate: join(folder, 'chain.pem'), key: '/etc/api.pem' },
      },
      alerts: { execFolders: [], receivers: [], watchdog: undefined },
      rateLimit: { perSecond: 20, slip: 3, exempt: [{ address: [127, 0, 0, 0], prefixLength: 8 }] },
      allowQuery: {
        'corp.example.': [{ address: [10, 0, 0, 0], prefixLength: 8 }],
        '10.in-addr.arpa.': [],
      },
      tcp: {
        maxConnections: 10,
        maxConnectionsPerClient: 5,
        maxBytesInFlight: 100_000,
        idleTimeoutMs: 30_000,
        frameTimeoutMs: 1000,
        writeTimeoutMs: 2000,
        handshakeTimeoutMs: 3000,
      },
    })
  })

  test('stale-standby: off keeps standbys from ever being stale; without it they are after seven days', () => {
    assert.equal(configOf('stale-standby: off').staleStandbyMs, undefined)
    assert.equal(configOf('').staleStandbyMs, 7 * 86_400_000)
  })

  test('history: ever keeps every transition; less than a day is refused', () => {
    assert.equal(configOf('history: ever').historyMs, undefined)
    assert.deepEqual(problemsOf('history: 1h'), [
      'failover.yaml:1:10: bad-value: 1h is out of bounds: from 24h to 876000h',
    ])
  })

  test('relative paths are relative to the file, not to the working directory', () => {
    mkdirSync(join(folder, 'etc'))
    writeFileSync(join(folder, 'etc', 'f.yaml'), 'zones: ../zones')
    const result = loadConfig(join(folder, 'etc', 'f.yaml'))
    assert.ok('config' in result)
    assert.equal(result.config.zonesFolder, join(folder, 'zones'))
    assert.equal(result.config.databaseFile, join(folder, 'etc', 'failover.db'))
  })

  test('the configuration is frozen to its leaves', () => {
    const config = configOf('listen: [127.0.0.1:53]', 'allow-query: { corp.example: [10.0.0.0/8] }')
    for (const part of [
      config,
      config.listen,
      config.listen[0],
      config.udp,
      config.checks,
      config.ecsSources,
      config.tcp,
      config.allowQuery['corp.example.'],
      config.allowQuery['corp.example.']?.[0],
    ])
      assert.ok(Object.isFrozen(part))
  })
})

describe('what is wrong is said with line and column, all of it at once', () => {
  test('unknown keys are refused, with the nearest valid one', () => {
    assert.deepEqual(problemsOf('zonse: zones', 'udp:', '  wokers: 2', 'checks: { interval: 2s }'), [
      'failover.yaml:1:1: unknown-key: there is no key zonse; did you mean "zones"?',
      'failover.yaml:3:3: unknown-key: there is no key wokers; did you mean "workers"?',
      'failover.yaml:4:11: unknown-key: there is no key interval; known are every, timeout, fall, rise, ok, confirm, slow, flap',
    ])
  })

  test('values of the wrong kind or out of bounds say what is expected', () => {
    const problems = problemsOf(
      'listen: [localhost:53, 127.0.0.1:70000, "::1:53", 127.0.0.1]',
      'zones: 7',
      'udp: { io: epoll, workers: 0 }',
      'checks: { every: 2, timeout: 1y, fall: 1.5, rise: 1000 }',
      'log: [info]',
      'ecs: [10.1.2.3/16, 010.0.0.0/8, 10.0.0.0/33]',
    )
    assert.deepEqual(problems, [
      'failover.yaml:1:10: bad-value: localhost:53 is not an address and a port: write 127.0.0.1:5300 or "[::1]:5300"',
      'failover.yaml:1:24: bad-value: port 70000 is out of bounds: from 1 to 65535',
      'failover.yaml:1:41: bad-value: ::1:53 is not an address and a port: write 127.0.0.1:5300 or "[::1]:5300"',
      'failover.yaml:1:51: bad-value: 127.0.0.1 is not an address and a port: write 127.0.0.1:5300 or "[::1]:5300"',
      'failover.yaml:2:8: bad-value: expected a text',
      'failover.yaml:3:12: bad-value: expected one of auto, koffi, dgram',
      'failover.yaml:3:28: bad-value: expected a number of at least 1',
      'failover.yaml:4:18: bad-value: 2 is not a duration: write 200ms, 2s or 1m',
      'failover.yaml:4:30: bad-value: 1y is not a duration: write 200ms, 2s or 1m',
      'failover.yaml:4:40: bad-value: expected a whole number',
      'failover.yaml:4:51: bad-value: expected a number of at most 100',
      'failover.yaml:5:6: bad-value: expected one of trace, debug, info, warn, error, fatal, silent',
      'failover.yaml:6:7: bad-value: 10.1.2.3/16 has bits behind its prefix: write 10.1.0.0/16',
      'failover.yaml:6:20: bad-value: 010.0.0.0/8 is not a network: write 10.1.0.0/16 or 2001:db8::/32',
      'failover.yaml:6:33: bad-value: 10.0.0.0/33 is not a network: write 10.1.0.0/16 or 2001:db8::/32',
    ])
  })

  test('a maintenance says of whom, when, for how long, and why', () => {
    assert.deepEqual(
      problemsOf(
        'maintenance:',
        '- { address: www, at: 0 25 * *, for: 2d, why: " " }',
        '- { adress: 10.1.0.10, at: "0 25 * * sun", for: 2h }',
      ),
      [
        'failover.yaml:2:14: bad-value: www is not an address: write 10.1.0.10 or 2001:db8::10',
        'failover.yaml:2:23: bad-value: "0 25 * *" is no cron expression of five fields: minute, hour, day of month, month, day of week',
        'failover.yaml:2:38: bad-value: 2d is out of bounds: from 1s to 24h',
        'failover.yaml:2:47: bad-value: expected a text that is not empty',
        'failover.yaml:3:3: missing-key: the key address is missing',
        'failover.yaml:3:3: missing-key: the key why is missing',
        'failover.yaml:3:5: unknown-key: there is no key adress; did you mean "address"?',
        'failover.yaml:3:28: bad-value: "25" is no hour: write 0 to 23, *, a-b, */n, or a list of them',
      ],
    )
  })

  test('one address is listened on once only', () => {
    assert.deepEqual(problemsOf('listen: [127.0.0.1:53, 127.0.0.1:53]'), [
      'failover.yaml:1:9: bad-value: an address and port stands there twice',
    ])
  })

  test('an address and port has one use', () => {
    assert.deepEqual(
      problemsOf(
        'listen: [127.0.0.1:53]',
        'tls: { certificate: c, key: k }',
        'dot: [127.0.0.1:53]',
        'doh: [127.0.0.2:53, 127.0.0.1:53]',
      ),
      [
        'failover.yaml:3:6: bad-value: an address and port of it stands under listen too',
        'failover.yaml:4:6: bad-value: an address and port of it stands under listen or dot too',
      ],
    )
  })

  test('dot and doh need a certificate with its key', () => {
    assert.deepEqual(problemsOf('dot: [127.0.0.1:853]', 'doh: [127.0.0.1:443]'), [
      'failover.yaml:1:6: bad-value: dot needs a certificate: tls: { certificate: FILE, key: FILE }',
      'failover.yaml:2:6: bad-value: doh needs a certificate: tls: { certificate: FILE, key: FILE }',
    ])
    assert.deepEqual(problemsOf('tls: { certificate: c.pem }'), [
      'failover.yaml:1:6: missing-key: the key key is missing',
    ])
  })

  test('reports of other machines need a token, and a port that answers nothing else', () => {
    assert.deepEqual(
      problemsOf('listen: [127.0.0.1:53]', 'push: { listen: [127.0.0.1:53], hosts: [a..b] }'),
      ['failover.yaml:2:41: bad-value: a..b is not the name of a zone: a label cannot be empty'],
    )
    assert.deepEqual(problemsOf('listen: [127.0.0.1:53]', 'push: { listen: [127.0.0.1:53] }'), [
      'failover.yaml:2:17: bad-value: reports need a token: push: { token: FILE }',
      'failover.yaml:2:17: bad-value: an address and port of it stands under listen, dot or doh too',
    ])
    assert.equal(configOf('push: { token: token }').push, undefined)
  })

  test('metrics are shown on a port that answers nothing else', () => {
    assert.deepEqual(problemsOf('listen: [127.0.0.1:53]', 'metrics: { listen: [127.0.0.1:53] }'), [
      'failover.yaml:2:20: bad-value: an address and port of it stands under listen, dot, doh or push too',
    ])
    assert.deepEqual(configOf().metrics, { listen: [], hosts: [] })
  })

  test('the API is on a port that answers nothing else, with a certificate and its key or with neither', () => {
    assert.deepEqual(
      problemsOf('metrics: { listen: [127.0.0.1:53] }', 'api: { listen: [127.0.0.1:53], key: a }'),
      [
        'failover.yaml:2:16: bad-value: an address and port of it stands under listen, dot, doh, push or metrics too',
        'failover.yaml:2:37: bad-value: a certificate and its key stand together',
      ],
    )
    assert.deepEqual(configOf().api, { listen: [], hosts: [], tls: undefined })
  })

  test('the serving keys are checked like the others', () => {
    const problems = problemsOf(
      'allow-query: { a..b: [], corp.example: [10.0.0.1/8], other.example: 10.0.0.0/8 }',
      'rate-limit: { persecond: 1, slip: 1000 }',
      'tcp: { idel: 1s, per-client: 0, idle: 10 }',
      `identity: { id: ${'ä'.repeat(128)} }`,
      'cookies: { secrets: 7 }',
    )
    assert.deepEqual(problemsOf('allow-query: { corp.example: [], Corp.Example.: [] }'), [
      'failover.yaml:1:14: bad-value: a zone stands there twice',
    ])
    assert.deepEqual(problemsOf('allow-query: [10.0.0.0/8]'), [
      'failover.yaml:1:14: bad-value: expected keys and values',
    ])
    assert.deepEqual(problems, [
      'failover.yaml:1:16: bad-value: a..b is not the name of a zone: a label cannot be empty',
      'failover.yaml:1:41: bad-value: 10.0.0.1/8 has bits behind its prefix: write 10.0.0.0/8',
      'failover.yaml:1:69: bad-value: expected a list: [ … ]',
      'failover.yaml:2:15: unknown-key: there is no key persecond; did you mean "per-second"?',
      'failover.yaml:2:35: bad-value: expected a number of at most 100',
      'failover.yaml:3:8: unknown-key: there is no key idel; did you mean "idle"?',
      'failover.yaml:3:30: bad-value: expected a number of at least 1',
      'failover.yaml:3:39: bad-value: 10 is not a duration: write 200ms, 2s or 1m',
      'failover.yaml:4:17: bad-value: longer than 255 octets',
      'failover.yaml:5:21: bad-value: expected a text',
    ])
  })

  test('lists and sections must be such', () => {
    assert.deepEqual(problemsOf('listen: 127.0.0.1:53', 'udp: dgram', 'zones: ""'), [
      'failover.yaml:1:9: bad-value: expected a list: [ … ]',
      'failover.yaml:2:6: bad-value: expected keys and values',
      'failover.yaml:3:8: bad-value: expected a text that is not empty',
    ])
    assert.deepEqual(problemsOf('- listen'), ['failover.yaml:1:1: bad-value: expected keys and values'])
  })

  test('a key that stands there twice, broken YAML and alias bombs are refused', () => {
    assert.match(problemsOf('log: info', 'log: warn')[0] ?? '', /^failover\.yaml:2:1: duplicate-key: /)
    assert.match(problemsOf('listen: [')[0] ?? '', /^failover\.yaml:1:10: syntax: /)
    const bomb = ['a: &a [1,1,1,1,1,1,1,1,1]']
    for (const [to, from] of ['ba', 'cb', 'dc', 'ed'].map((pair) => [...pair]))
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(',')}]`)
    assert.match(problemsOf(...bomb)[0] ?? '', /^failover\.yaml:1:1: syntax: /)
  })

  test('a file that is far too large is not read', () => {
    assert.deepEqual(problemsOf(`# ${'x'.repeat(1 << 20)}`), [
      'failover.yaml: unreadable: it has 1048578 octets, at most 1048576 are allowed',
    ])
  })
})
