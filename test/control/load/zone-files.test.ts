// Zone files on disk: which are read, what they may include, and when their content counts as changed.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { listZoneFiles, MAX_ZONE_FILE_BYTES, readZoneFile } from '../../../src/control/load/zone-files.ts'
import { nameToText } from '../../../src/dns/name.ts'

const root = mkdtempSync(join(tmpdir(), 'failover-zones-'))
const folder = join(root, 'zones')
mkdirSync(folder)
after(() => rmSync(root, { recursive: true }))

const TIMING = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }
const APEX = '$TTL 300\n@ SOA ns1 hostmaster 1 3600 900 604800 30\n@ NS ns1\nns1 A 127.0.0.1\n'

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

function read(name: string, text: string): ReturnType<typeof readZoneFile> {
  return readZoneFile(write(name, text), TIMING)
}

function firstProblem(name: string, text: string): string {
  const { zone, problems } = read(name, text)
  assert.equal(zone, undefined)
  return `${problems[0]?.place.line}: ${problems[0]?.code}: ${problems[0]?.sentence}`
}

describe('which files are zones', () => {
  test('every *.zone of the folder in the order of names, nothing hidden, nothing else', () => {
    const of = join(root, 'list')
    mkdirSync(of)
    for (const name of ['b.zone', 'a.zone', '.a.zone', 'a.zone~', 'a.zone.swp', 'hosts.inc'])
      writeFileSync(join(of, name), '')
    assert.deepEqual(listZoneFiles(of), { files: [join(of, 'a.zone'), join(of, 'b.zone')] })
  })

  test('a folder that is missing is a problem, not a crash', () => {
    const missing = join(root, 'missing')
    assert.deepEqual(listZoneFiles(missing), {
      problem: `zones folder ${missing}: there is no such file or folder`,
    })
  })
})

describe('what a file declares', () => {
  test('the origin is the name of the file', () => {
    const { zone, problems } = read('corp.example.zone', APEX)
    assert.deepEqual(problems, [])
    assert.equal(zone === undefined ? '' : nameToText(zone.origin), 'corp.example.')
  })

  test('a file name that is no domain name, a folder, a missing file and one too large are problems', () => {
    assert.match(firstProblem('a..b.zone', APEX), /^1: file-name: the file's name is not a zone's: /)
    const { problems } = readZoneFile(folder, TIMING)
    assert.equal(problems[0]?.sentence, 'it is not a file')
    assert.equal(readZoneFile(join(folder, 'no.zone'), TIMING).problems[0]?.code, 'unreadable')
    const large = write('large.zone', '')
    truncateSync(large, MAX_ZONE_FILE_BYTES + 1)
    assert.match(readZoneFile(large, TIMING).problems[0]?.sentence ?? '', /more than 268435456 octets/)
  })
})

describe('what a file includes', () => {
  test('is read from beside the file that names it', () => {
    mkdirSync(join(folder, 'parts'))
    write('parts/hosts.inc', '$INCLUDE more.inc\nwww A 127.0.0.2\n')
    write('parts/more.inc', 'ftp A 127.0.0.3\n')
    const { zone, problems, sources } = read('inc.example.zone', `${APEX}$INCLUDE parts/hosts.inc\n`)
    assert.deepEqual(problems, [])
    assert.equal(zone?.records.length, 5)
    assert.deepEqual(
      sources.map(({ path }) => path),
      ['inc.example.zone', 'parts/hosts.inc', 'parts/more.inc'].map((name) => join(folder, name)),
    )
  })

  test('never leaves the folder of the zone file, neither by .. nor by a symbolic link', () => {
    writeFileSync(join(root, 'secret.inc'), 'secret A 127.0.0.9\n')
    symlinkSync(join(root, 'secret.inc'), join(folder, 'link.inc'))
    for (const path of ['../secret.inc', join(root, 'secret.inc'), 'link.inc', '/etc/passwd'])
      assert.match(
        firstProblem('out.zone', `${APEX}$INCLUDE ${path}\n`),
        /^5: include-failed: .*it is outside of /,
      )
  })

  test('a file that includes itself, or that is missing, is a problem with its place', () => {
    assert.match(firstProblem('loop.zone', `${APEX}$INCLUDE loop.zone\n`), /^5: include-loop: /)
    assert.match(
      firstProblem('gone.zone', `${APEX}$INCLUDE gone.inc\n`),
      /^5: include-failed: .*no such file/,
    )
  })
})

describe('when content counts as changed', () => {
  test('the hash changes with every octet of the file and of what it includes, and with nothing else', () => {
    write('hosts.inc', 'www A 127.0.0.2\n')
    const text = `${APEX}$INCLUDE hosts.inc\n`
    const before = read('hash.zone', text).contentHash
    assert.equal(read('hash.zone', text).contentHash, before)
    write('hosts.inc', 'www A 127.0.0.3\n')
    const after = read('hash.zone', text).contentHash
    assert.notEqual(after, before)
    assert.notEqual(read('hash.zone', `${text};\n`).contentHash, after)
  })
})
