// What the doctor says of certificates: their time, their names, their chain.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import { chainIn, judgeChain } from '../../src/doctor/service/certificates.ts'
import { makeAuthority } from '../support/certificates.ts'
import { remedies, told } from './words.ts'

const DAY_MS = 86_400_000
const authority = makeAuthority()
after(() => authority.remove())
const root = readFileSync(authority.file, 'utf8')
const NAMES = ['ns1.corp.example', '10.0.0.53']

function judged(pem: string, names: readonly string[] = NAMES, laterMs = 0): string[] {
  return told(judgeChain('chain.pem', chainIn(pem), names, Date.now() + laterMs))
}

describe('a certificate', () => {
  const { cert } = authority.issue(['DNS:ns1.corp.example', 'IP:10.0.0.53'], 90)

  test('with its issuer, for our name, and for some weeks more is well', () => {
    assert.match(
      judged(cert + root).join(),
      /^ok: chain\.pem: valid for \d+ days, until .*, for DNS:ns1\.corp\.example, IP/,
    )
  })

  test('that ends soon is a warning, one that has ended a problem', () => {
    assert.match(judged(cert + root, NAMES, 80 * DAY_MS).join(), /^warning: chain\.pem: expires in \d days/)
    assert.match(judged(cert + root, NAMES, 91 * DAY_MS).join(), /^problem: chain\.pem: expired on/)
  })

  test('that is not valid yet is a problem', () => {
    assert.match(judged(cert + root, NAMES, -2 * DAY_MS).join(), /^problem: chain\.pem: is not valid before/)
  })

  test('for none of the names and addresses by which clients come is a warning', () => {
    assert.match(
      judged(cert + root, ['dns.corp.example', '10.0.1.53']).join(),
      /^warning: .*for none of dns\.corp\.example, 10\.0\.1\.53/,
    )
    assert.match(judged(cert + root, ['10.0.0.53']).join(), /^ok/)
  })

  test('without its issuer is a warning; with certificates in the wrong order a problem', () => {
    assert.match(judged(cert).join(), /^warning: .*stands alone/)
    const other = authority.selfSigned(['DNS:other.example'])
    const findings = judgeChain('chain.pem', chainIn(cert + other.cert), NAMES, Date.now())
    assert.match(
      told(findings).join(),
      /^problem: chain\.pem: certificate 2 in it did not issue certificate 1/,
    )
    assert.match(remedies(findings).join(), /put them in order/)
  })

  test('that one signs oneself stands alone rightly', () => {
    const { cert: own } = authority.selfSigned(['DNS:ns1.corp.example'])
    assert.match(judged(own).join(), /^ok/)
  })

  test('that is not in the file is a problem', () => {
    assert.match(judged('nothing').join(), /^problem: chain\.pem: no certificate is in it/)
  })
})
