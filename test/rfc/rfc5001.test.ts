// RFC 5001: the name server identifier.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_OCTETS } from '../../src/dns/octets.ts'
import { askWith, catalogOf, ednsWith, exampleZone, responderFor } from '../support/ask.ts'

const NSID = 3
const CATALOG = catalogOf([exampleZone('www A 192.0.2.1')])
const TOLD = responderFor(CATALOG, 1, { nsid: 'berlin-1' })
const options = [{ code: NSID, data: NO_OCTETS }]

test('RFC 5001 §2.2: who asks with NSID is told the identifier, whatever the answer is', () => {
  for (const question of ['www.example.com. A', 'nope.example.com. A', 'www.example.net. A'])
    assert.equal(
      askWith(TOLD, question, { options }).option(NSID),
      Buffer.from('berlin-1').toString('hex'),
      question,
    )
})

test('RFC 5001 §2.2: nobody is told who did not ask, and nobody at all when there is no identifier', () => {
  assert.deepEqual(askWith(TOLD, 'www.example.com. A', { edns: ednsWith() }).message.edns?.options, [])
  assert.equal(askWith(TOLD, 'www.example.com. A').message.edns, undefined)
  const silent = askWith(responderFor(CATALOG), 'www.example.com. A', { options })
  assert.deepEqual(silent.message.edns?.options, [])
})

test('RFC 5001 §2.3: the identifier is octets, of any value', () => {
  const accented = responderFor(CATALOG, 1, { nsid: 'köln' })
  assert.equal(askWith(accented, 'www.example.com. A', { options }).option(NSID), '6bc3b66c6e')
})
