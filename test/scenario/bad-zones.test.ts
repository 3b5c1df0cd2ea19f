// Zone files that are no zones: each is refused with its place and reason, and the good zone beside them is served.
import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { test } from 'node:test'
import type { ReloadReport } from '../../src/control/operator.ts'
import { corpZone, startDaemon } from '../support/daemon.ts'

const GOOD = corpZone('www 30 A 127.0.0.10')

/** By file name: the text, and the code of a problem that must be among those reported. */
const BAD: Readonly<Record<string, { readonly text: string; readonly code: string }>> = {
  'garbage.example.zone': { text: '\u0000\u0001\u0002 %PDF-1.4 "\u00ff\n)(\n', code: 'control-character' },
  'empty.example.zone': { text: '', code: 'empty-file' },
  'line.example.zone': { text: 'a'.repeat(10 << 20), code: 'bad-name' },
  'loop.example.zone': { text: `${GOOD}$INCLUDE loop.example.zone\n`, code: 'include-loop' },
  'headless.example.zone': { text: '$TTL 60\n@ NS ns1\nns1 A 127.0.0.1\n', code: 'soa-missing' },
  'beside.example.zone': { text: `${GOOD}alias CNAME www\nalias A 127.0.0.11\n`, code: 'cname-and-other' },
  'outside.example.zone': { text: `${GOOD}$INCLUDE ../failover.yaml\n`, code: 'include-failed' },
  'typo.example.zone': { text: `${GOOD}web A 127.0.0.11 ;@ primery\n`, code: 'note-word' },
}

test('bad zone files are refused one by one, each with place and reason, and the good one is served', async (t) => {
  const zones = Object.fromEntries(Object.entries(BAD).map(([file, { text }]) => [file, text]))
  const daemon = await startDaemon(t, { zones: { ...zones, 'corp.example.zone': GOOD } })
  mkdirSync(daemon.zoneFile('folder.example.zone'))
  symlinkSync('nowhere', daemon.zoneFile('dangling.example.zone'))
  assert.deepEqual((await daemon.ask('www.corp.example A')).data, ['127.0.0.10'])

  const { code, stdout } = await daemon.cli('reload', '--json')
  assert.equal(code, 1)
  const report = JSON.parse(stdout) as ReloadReport
  const problemsOf = (file: string) => report.zones.find((zone) => zone.file.endsWith(file))?.problems ?? []
  for (const [file, bad] of Object.entries(BAD)) {
    const pattern = new RegExp(`${file.replaceAll('.', '\\.')}:\\d+:\\d+: ${bad.code}: .`)
    assert.ok(
      problemsOf(file).some((line) => pattern.test(line)),
      `${file}: ${problemsOf(file).join('\n')}`,
    )
    assert.ok(problemsOf(file).every((line) => line.length < 1000))
  }
  assert.match(problemsOf('folder.example.zone').join(), /unreadable: it is not a file/)
  assert.match(problemsOf('dangling.example.zone').join(), /unreadable: there is no such file/)
  assert.match(problemsOf('typo.example.zone').join(), /primary/)
  assert.equal(report.zones.filter(({ result }) => result === 'refused').length, Object.keys(BAD).length + 2)
  assert.deepEqual((await daemon.ask('www.corp.example A')).data, ['127.0.0.10'])
})

test('failover check reports the same problems without a daemon, and ends with exit code 1', async (t) => {
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': GOOD } })
  await daemon.stop()
  for (const file of ['loop.example.zone', 'beside.example.zone', 'line.example.zone']) {
    daemon.writeZone(file, BAD[file]?.text ?? '')
    const { code, stdout, stderr } = await daemon.cli('check', daemon.zoneFile(file))
    assert.equal(code, 1)
    assert.match(stdout + stderr, new RegExp(`${file}:\\d+:\\d+: ${BAD[file]?.code}: `))
  }
  assert.equal((await daemon.cli('check', daemon.zoneFile('corp.example.zone'))).code, 0)
})
