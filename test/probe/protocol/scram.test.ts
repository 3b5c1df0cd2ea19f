import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isServerProof, proveScram, readChallenge, scramFirst } from '../../../src/probe/protocol/scram.ts'

// The example of RFC 7677 §3.
const LOGIN = { user: 'user', password: 'pencil' }
const NONCE = 'rOprNGfwEbeRWgbNEkqO'
const SERVER_FIRST = `r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`

async function proofFor(login: typeof LOGIN) {
  const challenge = readChallenge(SERVER_FIRST, NONCE)
  assert.ok(challenge !== undefined)
  return proveScram(login, NONCE, SERVER_FIRST, challenge)
}

describe('SCRAM-SHA-256', () => {
  test('RFC 7677 §3: the exchange of the example, word for word', async () => {
    assert.equal(scramFirst(LOGIN.user, NONCE), `n,,n=user,r=${NONCE}`)
    const proof = await proofFor(LOGIN)
    assert.equal(
      proof.message,
      `c=biws,r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
    )
    assert.equal(proof.expected, 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')
  })

  test('RFC 5802 §3: a server whose proof is another one does not know the password', async () => {
    const proof = await proofFor(LOGIN)
    assert.ok(isServerProof(proof.expected, proof))
    assert.ok(isServerProof(`${proof.expected},extension`, proof))
    for (const said of ['', 'e=other-error', proof.expected.replace('6r', '7r'), `${proof.expected}=`])
      assert.ok(!isServerProof(said, proof), said)
  })

  test('RFC 5802 §5.1: a nonce that does not begin with ours, or adds nothing to it, is refused', () => {
    assert.equal(readChallenge(`r=x${NONCE}abc,s=QQ==,i=4096`, NONCE), undefined)
    assert.equal(readChallenge(`r=${NONCE},s=QQ==,i=4096`, NONCE), undefined)
  })

  test('RFC 5802 §7: a challenge is nonce, salt and iterations, in this order, and may have more behind them', () => {
    const salt = Buffer.from('A')
    const challenge = { nonce: `${NONCE}abc`, salt, iterations: 4096 }
    assert.deepEqual(readChallenge(`r=${NONCE}abc,s=QQ==,i=4096,x=y`, NONCE), challenge)
    for (const message of [
      '',
      `r=${NONCE}abc,i=4096`,
      `r=${NONCE}abc,s=QQ==,i=0`,
      `m=x,r=${NONCE}abc,s=QQ==,i=1`,
    ])
      assert.equal(readChallenge(message, NONCE), undefined, message)
  })

  test('a server cannot have us compute for more than 100 000 iterations', () => {
    assert.ok(readChallenge(`r=${NONCE}abc,s=QQ==,i=100000`, NONCE) !== undefined)
    assert.equal(readChallenge(`r=${NONCE}abc,s=QQ==,i=100001`, NONCE), undefined)
  })

  test('RFC 5802 §5.1: a comma or an equals sign in a name is escaped', () => {
    assert.equal(scramFirst('a,b=c', 'x'), 'n,,n=a=2Cb=3Dc,r=x')
  })

  test('RFC 4013 §2.1, §2.2: passwords that look alike are alike', async () => {
    const plain = await proofFor({ ...LOGIN, password: 'a b\u00fcIX' })
    for (const password of ['a\u00a0b\u00fcIX', 'a b\u00fc\u00adIX', 'a bu\u0308\u2168'])
      assert.deepEqual(await proofFor({ ...LOGIN, password }), plain)
    assert.notDeepEqual(await proofFor({ ...LOGIN, password: 'A B\u00fcIX' }), plain)
  })
})
