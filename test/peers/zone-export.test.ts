// `failover export` and `failover check` of a real daemon and command line, beside what Debian's tools say of the same files.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { startDaemon } from '../support/daemon.ts'
import { skipWithout } from '../support/peers/peer.ts'
import { PEER_ZONES, zoneFileOf } from '../support/peers/zones.ts'
import { becomes, PRIMARY, STANDBY, startWebPool } from '../support/web-pool.ts'

const HEAD = '$TTL 300\n@ SOA ns1 hostmaster 4 1h 15m 1w 30s\n@ NS ns1\nns1 A 127.0.0.53\n'

/** MINFO and ISDN: BIND has forms of their own for them, we write data of rare types by number (RFC 3597 §5). */
const WRITTEN_BY_NUMBER = /^.*\bTYPE(14|20)\b.*$/gm

/** BIND's text of a zone file; differences of hosts and names are not its business here. */
function compiled(origin: string, file: string): string {
  const options = ['-q', '-i', 'none', '-k', 'ignore', '-s', 'full', '-o', '-', origin, file]
  const { status, stdout, stderr } = spawnSync('named-compilezone', options, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  assert.equal(status, 0, stderr)
  return stdout
}

test('what is exported while all is up is what named-compilezone makes of the file', async (t) => {
  if (skipWithout(t, 'named-compilezone')) return
  const zones = Object.fromEntries(
    [...PEER_ZONES].map(([origin, text]) => [zoneFileOf(origin), text.replaceAll(WRITTEN_BY_NUMBER, '')]),
  )
  const daemon = await startDaemon(t, { zones })
  for (const origin of PEER_ZONES.keys()) {
    const theirs = compiled(origin, daemon.zoneFile(zoneFileOf(origin)))
    for (const options of [[], ['--declared']]) {
      const { code, stdout, stderr } = await daemon.cli('export', origin, ...options)
      assert.equal(code, 0, stderr)
      assert.equal(stdout, theirs, `${origin} ${options}`)
    }
  }
  const { code, stderr } = await daemon.cli('export', 'elsewhere.test')
  assert.equal(code, 1)
  assert.match(stderr, /^failover: elsewhere\.test\. is none of our zones; there are /)
})

test('a server that is down is not in the export, but in what is declared', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  const exported = async (...options: string[]) =>
    (await daemon.cli('export', 'corp.example', ...options)).stdout
  assert.match(await exported(), /^www\.corp\.example\.\s+30 IN A\s+127\.0\.0\.10$/m)
  await primary.kill()
  await becomes(daemon, `${PRIMARY}/web`, 'down')
  const answered = await exported()
  assert.ok(answered.includes(STANDBY) && !answered.includes(PRIMARY), answered)
  const declared = JSON.parse(await exported('--declared', '--json'))
  assert.equal(declared.serial, 1)
  assert.ok(declared.text.includes(STANDBY) && declared.text.includes(PRIMARY))
})

test('check ends as named-checkzone and kzonecheck do: 0 although there are warnings, 1 for an error', async (t) => {
  if (skipWithout(t, 'named-checkzone', 'kzonecheck')) return
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': HEAD } })
  const files = {
    'fine.zone': HEAD,
    'warned.zone': `${HEAD}a A 127.0.0.1\na A 127.0.0.1\nb 60 A 127.0.0.1\nb 90 A 127.0.0.2\n`,
    'refused.zone': `${HEAD}a A 127.0.0\n`,
    'contradictory.zone': `${HEAD}a CNAME ns1\na A 127.0.0.1\n`,
    'headless.zone': 'a 60 A 127.0.0.1\n',
  }
  for (const [name, text] of Object.entries(files)) {
    daemon.writeZone(name, text)
    const file = daemon.zoneFile(name)
    const ours = await daemon.cli('check', file)
    const origin = name.replace('.zone', '')
    const bind = spawnSync('named-checkzone', ['-i', 'local', origin, file])
    const knot = spawnSync('kzonecheck', ['-o', origin, file])
    assert.deepEqual([ours.code, ours.code], [bind.status, knot.status], `${name}\n${ours.stdout}`)
    if (name === 'warned.zone') assert.match(ours.stdout, /0 errors, 2 warnings/)
  }
})
