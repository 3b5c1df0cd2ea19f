// Record data of every type against named-compilezone, which reads it and prints it, and nsd-checkzone, which reads it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { octetsToHex } from '../../src/dns/encoding.ts'
import { KNOWN_TYPES } from '../../src/dns/rdata/registry.ts'
import { parseRdata, printRdata } from '../../src/dns/rdata/text.ts'
import { rdataProblem } from '../../src/dns/rdata/wire.ts'
import { recordToText } from '../../src/dns/record-text.ts'
import { TYPE, typeFromText, typeToText } from '../../src/dns/type.ts'
import { fieldsOf } from '../dns/fields.ts'
import { damaged, textOf } from '../dns/generate.ts'
import { nameOf } from '../dns/names.ts'

const SEED = 3597
const PER_TYPE = 25
const HEAD = '$TTL 300\n@ SOA ns1 host 1 1h 15m 1w 30s\n  NS ns1.b.\n'
const ORIGIN = nameOf('ex.')

interface Sample {
  readonly owner: string
  readonly type: string
  readonly text: string
}

function isMissing(t: TestContext, program: string): boolean {
  if (spawnSync(program, ['-v']).error === undefined) return false
  assert.ok(!process.env['CI'], `${program} is not installed`)
  t.skip(`${program} is not installed`)
  return true
}

/** Runs a zone checker on a file that is gone afterwards. */
function run(program: string, options: readonly string[], zone: string) {
  const folder = mkdtempSync(join(tmpdir(), 'failover-rdata-'))
  const file = join(folder, 'ex.zone')
  writeFileSync(file, zone)
  const result = spawnSync(program, [...options, 'ex.', file], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return result
}

// Semantic checks off: this is about data, one record at a time.
const COMPILE = ['-i', 'none', '-k', 'ignore', '-M', 'ignore', '-S', 'ignore', '-s', 'full', '-o', '-']

/** The data that named-compilezone prints for each owner; undefined when it does not load the zone. */
function compiled(zone: string): ReadonlyMap<string, string> | undefined {
  const { status, stdout } = run('named-compilezone', COMPILE, zone)
  if (status !== 0) return undefined
  const lines = stdout.split('\n').filter((line) => !line.startsWith(';'))
  return new Map(
    lines
      .map((line) => /^(\S+)\s+\d+\s+IN\s+\S+\s*(.*)$/.exec(line))
      .map((m) => [m?.[1] ?? '', m?.[2] ?? '']),
  )
}

function samples(): Sample[] {
  return KNOWN_TYPES.filter((type) => type !== TYPE.SOA).flatMap((type) =>
    fc.sample(textOf(type), { seed: SEED, numRuns: PER_TYPE }).map((text, i) => ({
      owner: `${typeToText(type).toLowerCase()}-${i}.ex.`,
      type: typeToText(type),
      text,
    })),
  )
}

function rdataOf({ type, text }: Sample) {
  const parsed = parseRdata(typeFromText(type) ?? 0, fieldsOf(text), ORIGIN)
  assert.ok('rdata' in parsed, `${type} ${text}`)
  return parsed.rdata
}

test('data of every type is printed as named-compilezone prints it, and its octets are those of named-compilezone', (t) => {
  if (isMissing(t, 'named-compilezone')) return
  const all = samples()
  const text = compiled(HEAD + all.map((s) => `${s.owner} ${s.type} ${s.text}\n`).join(''))
  const octets = compiled(
    HEAD +
      all.map((s) => `${s.owner} ${s.type} \\# ${rdataOf(s).length} ${octetsToHex(rdataOf(s))}\n`).join(''),
  )
  assert.ok(text !== undefined && octets !== undefined, 'both zones load')
  for (const sample of all) {
    const ours = printRdata(typeFromText(sample.type) ?? 0, rdataOf(sample))
    assert.equal(ours, text.get(sample.owner), `${sample.type} ${sample.text}`)
    assert.equal(ours, octets.get(sample.owner), `the octets of ${sample.type} ${sample.text}`)
  }
})

/** The numbers of the lines behind HEAD, from 0, that named-compilezone does not take. */
function refusedLines(lines: readonly string[]): ReadonlySet<number> {
  const { stdout, stderr } = run('named-compilezone', COMPILE, `${HEAD}${lines.join('\n')}\n`)
  const complaints = (stdout + stderr).matchAll(/dns_rdata_fromtext: .*ex\.zone:(\d+):/g)
  return new Set([...complaints].map(([, line]) => Number(line) - 1 - HEAD.split('\n').length + 1))
}

/** RFC 7553 §4.5: the target has one octet or more; BIND does not look. */
const emptyUri = (type: number, rdata: string) => type === TYPE.URI && rdata.length === 4

test('RFC 3597 §5: octets that named-compilezone takes for data of a type are sound, all others are not', (t) => {
  if (isMissing(t, 'named-compilezone')) return
  const all = KNOWN_TYPES.filter((type) => type !== TYPE.SOA).flatMap((type) =>
    fc
      .sample(damaged(type), { seed: SEED, numRuns: 2 * PER_TYPE })
      .filter((rdata) => !emptyUri(type, rdata))
      .map((rdata) => ({ type, rdata })),
  )
  const lines = all.map(({ type, rdata }, i) => {
    return `r${i} ${typeToText(type)} \\# ${rdata.length} ${octetsToHex(rdata)}`
  })
  const refused = refusedLines(lines)
  assert.ok(refused.size > 0 && refused.size < all.length)
  for (const [i, { type, rdata }] of all.entries())
    assert.equal(rdataProblem(type, rdata) !== undefined, refused.has(i), lines[i])
})

/** What people write: each line is taken by both or by neither. */
const DOUBTFUL: readonly string[] = [
  'A 1.2.3.4 5',
  'A 010.0.0.1',
  'A "1.2.3.4"',
  'AAAA 1:2:3:4:5:6:7::',
  'AAAA ::1%lo',
  'MX "10" b',
  'MX 65536 b',
  'MX 10',
  'NSEC b',
  'SSHFP 1 1 aabb',
  'TLSA 3 1 1 aabb',
  'SMIMEA 3 1 1',
  'DS 1 8 2 aabb',
  'DS 1 8 9 aabb',
  'DS 1 ECDSAP256SHA256 SHA-256 2BB183AF5F22588179A53B0A98631FAD1A2921182BB183AF5F22588179A53B0A',
  'ZONEMD 1 1 1 aabb',
  'ZONEMD 1 1 9 aabb',
  'NAPTR 1 1 "" "" "abc" .',
  'NAPTR 1 1 "" "" "!a!b" .',
  'NAPTR 1 1 "" "" "!a!b!ii" .',
  'NAPTR 1 1 "" "" "!(a)!\\\\2!i" .',
  'NAPTR 1 1 "" "" "!a!!" .',
  'NAPTR 1 1 "" "" "!!b!" .',
  'CAA 0 iss-ue "x"',
  'CAA 0 "issue" "x"',
  'CAA 256 issue "x"',
  'CAA 0 issue ""',
  'APL 1:10.0.0.1/8',
  'APL 1:10.0.0.1/33',
  'APL 3:10.0.0.1/3',
  'LOC 90 0 0.001 N 0 E 0m',
  'LOC 90 N 180 E -100000m',
  'LOC 90 N 180 E -100000.01m',
  'LOC 1 N 1 E 42849672.95m 90000000m 0.5m 0.05',
  'LOC 1 N 1 E 42849672.96m',
  'LOC 1 1.5 N 1 E 1',
  'LOC 1 n 1 e 1.123',
  'LOC 1 N 1 E +1',
  'DNSKEY 256 3 8',
  'CERT 1 0 0',
  'TXT',
  'TXT é',
  'HINFO a',
  'CSYNC 1 3',
  'RRSIG A 8 2 300 20300230000000 20300101000000 1 ex. AAAA',
  'SVCB 0 svc port=53',
  'SVCB 1 svc dohpath=/dns-query{?dns}',
  'SVCB 1 svc dohpath=/dns-query',
  'SVCB 1 svc key7=abc',
  'SVCB 1 svc key1=abc',
  'SVCB 1 svc key3="\\000\\053"',
  'SVCB 1 svc key667=',
  'SVCB 1 svc key667',
  'SVCB 1 svc key0667=a',
  'SVCB 1 svc key9=a\\,b,c',
  'SVCB 1 svc ech="AAAA"',
  'SVCB 1 svc no-default-alpn',
  'SVCB 1 svc mandatory=alpn',
  'SVCB 1 svc mandatory=port,port port=1',
  'SVCB 1 svc mandatory=mandatory',
  'SVCB 1 svc alpn="h\\001"',
  'SVCB 1 svc alpn="h2,"',
  'SVCB 1 svc port=053',
  'SVCB 1 svc port=65536',
  'SVCB 1 svc ALPN=h2',
  'SVCB 1 svc alpn',
  'SVCB 1 svc ipv4hint="1.2.3.4,1.2.3.5"',
  'SVCB 1 svc ipv4hint=1.2.3',
  'SVCB 1 svc alpn=h2 alpn=h3',
]

test('text that named-compilezone takes is taken, all other text is not', (t) => {
  if (isMissing(t, 'named-compilezone')) return
  const refused = refusedLines(DOUBTFUL.map((line, i) => `r${i} ${line}`))
  for (const [i, line] of DOUBTFUL.entries()) {
    const [type = '', ...rest] = line.split(' ')
    const parsed = parseRdata(typeFromText(type) ?? 0, fieldsOf(rest.join(' ')), ORIGIN)
    assert.equal('problem' in parsed, refused.has(i), line)
  }
})

/** NSD 4.6 takes CAA tags in lower case only, and has names of its own for algorithms that BIND prints in CERT. */
const NOT_FOR_NSD = /Issuewild|NSEC3RSASHA1|NSEC3DSA/

test('nsd-checkzone reads what is printed', (t) => {
  if (isMissing(t, 'nsd-checkzone')) return
  const all = samples().map((sample) => {
    const type = typeFromText(sample.type) ?? 0
    return recordToText({ owner: nameOf(sample.owner), type, ttlSeconds: 300, rdata: rdataOf(sample) })
  })
  const lines = all.filter((line) => !NOT_FOR_NSD.test(line))
  const { status, stdout, stderr } = run('nsd-checkzone', [], `${HEAD}${lines.join('\n')}\n`)
  assert.equal(status, 0, (stdout + stderr).slice(0, 1000))
})
