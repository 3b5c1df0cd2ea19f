// `alerts:` in failover.yaml: what each receiver comes to, and what is said of what cannot stand there.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { AlertsConfig } from '../../src/config/alerts.ts'
import { loadConfig } from '../../src/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-config-'))
after(() => rmSync(folder, { recursive: true }))

function load(text: string) {
  const file = join(folder, 'failover.yaml')
  writeFileSync(file, `alerts:\n${text}`)
  return loadConfig(file)
}

function alertsOf(text: string): AlertsConfig {
  const result = load(text)
  assert.ok('config' in result, JSON.stringify(result))
  return result.config.alerts
}

function problemsOf(text: string): string[] {
  const result = load(text)
  assert.ok('problems' in result, 'the file was accepted')
  return result.problems.map((problem) => problem.replace(`${folder}/`, ''))
}

test('nobody is told when nobody is named', () => {
  assert.deepEqual(alertsOf('  group: 5s'), { execFolders: [], receivers: [], watchdog: undefined })
})

test('a receiver takes group, repeat and quiet hours of all, or has its own; paths are relative to the file', () => {
  const { receivers, execFolders } = alertsOf(`
  group: 5s
  repeat: off
  quiet: [{ at: "0 22 * * *", for: 8h }]
  exec-folders: [programs]
  receivers:
    - { name: one, webhook: { url: "https://alerts.corp.example/x", secret: hook.secret }, zones: [corp.example] }
    - { name: two, exec: { program: programs/tell }, group: 0s, repeat: 1h, quiet: [], severities: [critical] }`)
  assert.deepEqual(execFolders, [join(folder, 'programs')])
  const [one, two] = receivers
  const common = { zones: undefined, pools: undefined, targets: undefined }
  const kinds = ['target', 'pool', 'standby', 'doubt', 'zone', 'store']
  assert.deepEqual(one, {
    name: 'one',
    groupMs: 5000,
    repeatMs: undefined,
    route: { ...common, severities: ['info', 'warning', 'critical'], kinds, zones: ['corp.example'] },
    quiet: [{ window: { when: '0 22 * * *', lengthMs: 28_800_000 }, through: 'critical' }],
    channel: {
      webhook: {
        url: { text: 'https://alerts.corp.example/x' },
        secretFile: join(folder, 'hook.secret'),
        caFile: undefined,
        template: 'json',
        timeoutMs: 10_000,
      },
    },
  })
  assert.deepEqual(two, {
    name: 'two',
    groupMs: 0,
    repeatMs: 3_600_000,
    route: { ...common, severities: ['critical'], kinds },
    quiet: [],
    channel: { program: { path: join(folder, 'programs/tell'), args: [], timeoutMs: 30_000 } },
  })
})

test('a mail server is a host and a port; STARTTLS is what is spoken when nothing is said', () => {
  const [post] = alertsOf(`
  receivers:
    - name: post
      quiet: [{ at: "0 22 * * *", for: 8h, below: all }]
      mail: { server: "[2001:db8::25]:587", from: failover@corp.example, to: [ops@corp.example], user: u, password: p }`).receivers
  assert.equal(post?.quiet[0]?.through, undefined)
  assert.deepEqual(post?.channel, {
    mail: {
      host: '2001:db8::25',
      port: 587,
      encryption: 'starttls',
      caFile: undefined,
      login: { user: 'u', passwordFile: join(folder, 'p') },
      from: 'failover@corp.example',
      to: ['ops@corp.example'],
      timeoutMs: 30_000,
    },
  })
})

test('a watchdog is a webhook and an interval, and no receiver can be called so', () => {
  const { watchdog } = alertsOf('  watchdog: { url-file: life.url }')
  const url = { file: join(folder, 'life.url') }
  assert.deepEqual(watchdog, {
    everyMs: 60_000,
    webhook: { url, secretFile: undefined, caFile: undefined, template: 'json', timeoutMs: 10_000 },
  })
  const [problem = ''] = problemsOf('  receivers: [{ name: watchdog, exec: { program: /x } }]')
  assert.match(problem, /watchdog is no name of a receiver/)
})

test('everything that cannot stand under alerts is said at once, with its place and the nearest key', () => {
  const problems = problemsOf(`  grupp: 5s
  receivers:
    - name: a b
      webhook: { url: "ftp://x", secret: s }
    - { name: none }
    - name: both
      exec: { program: /x }
      webhook: { url: "https://u:p@x/", url-file: f, templat: slack }
    - { name: unsigned, webhook: { url: "https://x/" } }
    - name: post
      severities: [warnings]
      quiet: [{ at: "0 22 * * *", for: 8h, bellow: critical }]
      mail: { server: mail, from: me, to: [], user: u, tls: none }`)
  const expected = [
    'failover.yaml:2:3: unknown-key: there is no key grupp; known are group, repeat, quiet, watchdog, exec-folders, receivers',
    'failover.yaml:4:13: bad-value: expected 1 to 64 letters, digits and . _ -',
    'failover.yaml:5:23: bad-value: expected an address such as https://alerts.corp.example/failover',
    'failover.yaml:6:15: bad-value: a receiver has one of webhook:, mail: and exec:',
    'failover.yaml:9:23: bad-value: a password in it stands in a file instead: url-file: FILE',
    'failover.yaml:9:54: unknown-key: there is no key templat; did you mean "template"?',
    'failover.yaml:10:34: bad-value: a secret: signs it, so that its receiver can tell who sends',
    'failover.yaml:12:20: bad-value: expected one of info, warning, critical',
    'failover.yaml:13:44: unknown-key: there is no key bellow; did you mean "below"?',
    'failover.yaml:14:23: bad-value: mail is not a server and a port: write mail.corp.example:587 or 10.1.0.25:587',
    'failover.yaml:14:35: bad-value: expected an address such as ops@corp.example',
    'failover.yaml:14:43: bad-value: expected a number of entries of at least 1',
  ]
  assert.deepEqual(problems, expected)
})

test('what must stand together, and what must not, is said once all keys are good', () => {
  const problems = problemsOf(`  receivers:
    - { name: none }
    - { name: both, exec: { program: /x }, webhook: { url: "https://x/", secret: s } }
    - { name: unsigned, webhook: { url: "https://x/" } }
    - { name: nowhere, webhook: { template: slack } }
    - { name: half, mail: { server: "m:25", from: a@b, to: [c@d], user: u } }
    - { name: clear, mail: { server: "m:25", from: a@b, to: [c@d], user: u, password: p, tls: none } }
    - { name: half, exec: { program: /x } }
  watchdog: { every: 10s }`).map((problem) => problem.replace(/^.*?bad-value: /, ''))
  assert.deepEqual(problems.sort(), [
    'a name stands there twice',
    'a password is never sent without TLS',
    'a receiver has one of webhook:, mail: and exec:',
    'a receiver has one of webhook:, mail: and exec:',
    'a secret: signs it, so that its receiver can tell who sends',
    'either url: or url-file: says where',
    'either url: or url-file: says where',
    'user: and password: stand together',
  ])
})
