// `failover doctor` against real servers: a parent of NSD, resolvers of Unbound, daemons of ours, and what is wrong with them.
import assert from 'node:assert/strict'
import { chmodSync, closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { Finding } from '../../src/doctor/examination.ts'
import type { Examined } from '../../src/doctor/examine.ts'
import { makeAuthority } from '../support/certificates.ts'
import { makeDaemon, startDaemon } from '../support/daemon.ts'
import type { Endpoint } from '../support/dns-client.ts'
import { freePort } from '../support/free-port.ts'
import { runInNamespace, withoutNamespaces } from '../support/namespace.ts'
import { type Peer, skipWithout, startPeer } from '../support/peers/peer.ts'
import { NSD } from '../support/peers/programs.ts'
import { unboundAt } from '../support/peers/unbound.ts'

const [NS1, NS2, NS3, NOBODY] = ['127.0.0.71', '127.0.0.72', '127.0.0.73', '127.0.0.74']
const MANY = Array.from({ length: 60 }, (_, i) => `many 20 A 127.0.9.${i + 1} ;@ primary`)
const ZONE = `$TTL 5m
@ SOA ns1 hostmaster 1 1h 15m 1w 30s
  NS ns1
  NS ns2
ns1 A ${NS1}
ns2 A ${NS2}
www 10 A 127.0.0.10 ;@ primary
www 10 A 127.0.0.20 ;@ standby
${MANY.join('\n')}
`
const PARENT_HEAD = '$TTL 300\n@ SOA ns hostmaster 1 3600 900 604800 60\n NS ns\nns A 127.0.0.1\n'
const RIGHT = `${PARENT_HEAD}corp NS ns1.corp\ncorp NS ns2.corp\nns1.corp A ${NS1}\nns2.corp A ${NS2}\n`
/** Lacks ns2, has another address for ns1, and names a server that knows nothing of the zone. */
const WRONG = `${PARENT_HEAD}corp NS ns1.corp\ncorp NS ns3.corp\nns1.corp A ${NOBODY}\nns3.corp A ${NS3}\n`

type Report = ReadonlyMap<string, readonly Finding[]>

function reportOf(stdout: string): Report {
  const { examinations } = JSON.parse(stdout) as { examinations: readonly Examined[] }
  return new Map(examinations.map(({ title, findings }) => [title, findings]))
}

/** `problem: sentence` each, of one examination or several. */
function told(report: Report, ...titles: readonly string[]): string {
  const findings = titles.flatMap((title) => report.get(title) ?? [])
  return findings.map(({ level, found }) => `${level}: ${found}`).join('\n')
}

function placeOf({ endpoint }: Peer): string {
  return `${endpoint.address}:${endpoint.port}`
}

function startParent(t: TestContext, text: string): Promise<Peer> {
  return startPeer(t, NSD, new Map([['example.', text]]))
}

function startResolver(t: TestContext, upstream: Endpoint, more?: string): Promise<Peer> {
  return startPeer(t, unboundAt(upstream, 'corp.example.', more), new Map())
}

test('all that is right is told: delegation, both name servers, the resolver, every port', async (t) => {
  if (skipWithout(t, 'nsd', 'unbound')) return
  const port = await freePort(NS1, NS2)
  const [dot, doh, metrics, api, push] = await Promise.all(Array.from({ length: 5 }, () => freePort(NS1)))
  const authority = makeAuthority()
  t.after(() => authority.remove())
  const { cert, key } = authority.issue(['DNS:ns1.corp.example', `IP:${NS1}`], 90)
  const config = `
dot: ['${NS1}:${dot}']
doh: ['${NS1}:${doh}']
tls: { certificate: chain.pem, key: key.pem }
metrics: { listen: ['${NS1}:${metrics}'] }
api: { listen: ['${NS1}:${api}'], certificate: chain.pem, key: key.pem }
push: { listen: ['${NS1}:${push}'], token: token }
`
  const zones = { 'corp.example.zone': ZONE }
  const daemon = await makeDaemon(t, { endpoint: { address: NS1, port }, zones, config })
  for (const [file, text] of [
    ['chain.pem', cert],
    ['key.pem', key],
    ['token', 'a-token-that-nobody-guesses'],
  ] as const)
    writeFileSync(join(daemon.folder, file), text, { mode: 0o600 })
  const [parent, resolver] = await Promise.all([
    startParent(t, RIGHT),
    startResolver(t, daemon.endpoint),
    daemon.start(),
    startDaemon(t, { endpoint: { address: NS2, port }, zones }),
  ])

  const options = ['--parent', placeOf(parent), '--resolver', placeOf(resolver), '--port', String(port)]
  const { code, stdout, stderr } = await daemon.cli('doctor', ...options, '--json')
  const report = reportOf(stdout)
  assert.equal(
    told(report, 'delegation'),
    `ok: corp.example.: the parent names the same servers with the same addresses as the zone (${placeOf(parent)})`,
  )
  assert.equal(
    told(report, 'name servers'),
    `ok: corp.example.: ns1.corp.example. (${NS1}), ns2.corp.example. (${NS2}): answered over UDP and TCP, as we do`,
  )
  assert.equal(
    told(report, 'resolvers'),
    `ok: ${placeOf(resolver)}: corp.example.: answered as here, and kept for our TTLs`,
  )
  for (const what of ['UDP', 'TCP', 'DNS over TLS', 'DNS over HTTPS', 'metrics', 'API', 'reports'])
    assert.match(told(report, 'ports'), new RegExp(`^ok: .*${what} on ${NS1}:`, 'm'))
  assert.match(told(report, 'database'), /^ok: .*failover\.db: .* whole$/m)
  assert.doesNotMatch(told(report, ...report.keys()), /^problem/m)
  assert.deepEqual([code, stderr], [EXIT.fine.code, ''])
  // What the doctor asked as a stranger is no attack that the daemon would tell of.
  assert.deepEqual(
    daemon.log().filter(({ msg = '' }) => /refused|without a token/.test(msg)),
    [],
  )
})

test('a delegation without a server, with wrong glue and a lame server, one resolver that raises TTLs, one that does not find us', async (t) => {
  if (skipWithout(t, 'nsd', 'unbound')) return
  const port = await freePort(NS1, NS3, NOBODY)
  const daemon = await startDaemon(t, {
    endpoint: { address: NS1, port },
    zones: { 'corp.example.zone': ZONE },
  })
  const [parent, resolver, lost] = await Promise.all([
    startParent(t, WRONG),
    startResolver(t, daemon.endpoint, 'cache-min-ttl: 120'),
    startResolver(t, { address: NOBODY, port }),
    startDaemon(t, {
      endpoint: { address: NS3, port },
      zones: { 'other.example.zone': ZONE.replaceAll('corp', 'other') },
    }),
  ])

  const options = [
    '--parent',
    placeOf(parent),
    '--resolver',
    `${placeOf(resolver)},${placeOf(lost)}`,
    '--port',
    String(port),
  ]
  const { code, stdout } = await daemon.cli('doctor', ...options, '--json')
  const report = reportOf(stdout)
  const place = placeOf(parent)
  assert.deepEqual(told(report, 'delegation').split('\n'), [
    `problem: corp.example.: ${place} does not name ns2.corp.example., which the zone names`,
    `problem: corp.example.: ${place} has ${NOBODY} for ns1.corp.example., the zone has ${NS1}`,
    `problem: corp.example.: ${place} names ns3.corp.example., which the zone does not name`,
  ])
  const servers = told(report, 'name servers')
  assert.match(
    servers,
    new RegExp(`^problem: .*ns1.*\\(${NOBODY}\\) is not reached: nobody listens there`, 'm'),
  )
  assert.match(servers, new RegExp(`^problem: .*ns2.*\\(${NS2}\\) is not reached`, 'm'))
  assert.match(servers, new RegExp(`^problem: .*ns3.*\\(${NS3}\\) is lame: it answers REFUSED`, 'm'))
  assert.match(servers, new RegExp(`^ok: .*ns1.*\\(${NS1}\\): answered`, 'm'))
  const resolvers = told(report, 'resolvers')
  assert.match(resolvers, /^problem: .*keeps www\.corp\.example\. A for (?:120|119)s, where we say 10s/m)
  assert.match(resolvers, new RegExp(`^problem: ${placeOf(lost)}: .*(?:SERVFAIL|does not find us)`, 'm'))
  assert.match(resolvers, /^problem: .*keeps denials of corp\.example\. for \d+s, where we say 30s/m)
  assert.equal(code, EXIT.refused.code)
})

test('the parent is found through the resolver, by the SOA and the NS records of the zone above, and each of its servers is asked', (t) => {
  if (skipWithout(t, 'nsd', 'unbound')) return
  const reason = withoutNamespaces()
  if (reason !== false) return t.skip(reason)
  const program = fileURLToPath(new URL('delegated.ts', import.meta.url))
  const output = runInNamespace({ mayOpenRaw: true }, [program])
  const line = output.split('\n').find((one) => one.startsWith('{')) ?? assert.fail(output)
  const report = reportOf(line)
  assert.deepEqual(told(report, 'delegation').split('\n'), [
    'problem: corp.example.: 127.0.0.76 has 127.0.0.99 for ns1.corp.example., the zone has 127.0.0.71',
  ])
  assert.match(told(report, 'name servers'), /^ok: .*ns1\.corp\.example\. \(127\.0\.0\.71\): answered/m)
  assert.match(told(report, 'name servers'), /^problem: .*\(127\.0\.0\.99\) is not reached/m)
  assert.equal(
    told(report, 'resolvers'),
    'ok: 127.0.0.77: corp.example.: answered as here, and kept for our TTLs',
  )
})

test('without a daemon it looks at files, certificates and the database, and says what it leaves out', async (t) => {
  const authority = makeAuthority()
  t.after(() => authority.remove())
  const { cert, key } = authority.issue(['DNS:ns1.corp.example'], -1)
  const daemon = await makeDaemon(t, { zones: { 'corp.example.zone': ZONE } })
  await daemon.start()
  await daemon.stop()
  writeFileSync(join(daemon.folder, 'chain.pem'), cert)
  writeFileSync(join(daemon.folder, 'key.pem'), key)
  daemon.configure('tls: { certificate: chain.pem, key: key.pem }')
  chmodSync(join(daemon.folder, 'key.pem'), 0o644)
  chmodSync(daemon.zoneFile('corp.example.zone'), 0o666)
  damage(daemon.databaseFile)

  const { code, stdout } = await daemon.cli('doctor', '--quick', '--json')
  const report = reportOf(stdout)
  assert.match(told(report, 'daemon'), /^problem: no daemon is running/)
  assert.match(told(report, 'zones'), /^ok: .*corp\.example\.zone: without findings$/m)
  assert.match(told(report, 'certificates'), /^problem: .*chain\.pem: expired on \d{4}-\d\d-\d\d/m)
  assert.match(
    told(report, 'database'),
    /^problem: .*failover\.db(?: is damaged|: database disk image is malformed)/m,
  )
  assert.match(
    told(report, 'file modes'),
    /^problem: .*key\.pem has mode 0644: everybody on this machine can use the secret/m,
  )
  assert.match(
    told(report, 'file modes'),
    /^problem: .*corp\.example\.zone has mode 0666: everybody .* decide every answer$/m,
  )
  assert.match(
    told(report, 'targets', 'ports', 'delegation', 'resolvers'),
    /^skipped: .*\nskipped: .*\nskipped: .*\nskipped: .*$/,
  )
  assert.equal(code, EXIT.refused.code)
})

/** As a disk does that forgets: the pages behind the first are zeros. */
function damage(file: string): void {
  const page = 4096
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.alloc(statSync(file).size - page), 0, undefined, page)
  closeSync(descriptor)
}
