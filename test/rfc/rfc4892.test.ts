// RFC 4892: asking a server who it is, in class CH.
import { test } from 'node:test'
import { askWith, catalogOf, exampleZone, responderFor } from '../support/ask.ts'

const CATALOG = catalogOf([exampleZone('')])
const TOLD = responderFor(CATALOG, 1, { nsid: 'berlin-1', version: 'failover 1.2.3' })
const SILENT = responderFor(CATALOG)

test('RFC 4892 §2: id.server and hostname.bind are who answers, version.bind is what, as TXT in class CH', () => {
  for (const [name, text] of [
    ['id.server.', 'berlin-1'],
    ['hostname.bind.', 'berlin-1'],
    ['version.bind.', 'failover 1.2.3'],
    ['version.server.', 'failover 1.2.3'],
    ['VeRsIoN.bInD.', 'failover 1.2.3'],
  ])
    for (const type of ['TXT', 'ANY'])
      askWith(TOLD, `${name} ${type} CH`).flags('qr aa').answers(`${name} 0 CH TXT "${text}"`)
})

test('RFC 4892 §2: who is not to be told gets REFUSED, and so does every other name and type', () => {
  for (const question of ['id.server. TXT CH', 'hostname.bind. TXT CH', 'version.bind. TXT CH'])
    askWith(SILENT, question).rcode('REFUSED').section('answer', [])
  for (const question of ['authors.bind. TXT CH', 'version.bind. A CH', 'ns1.example.com. A CH'])
    askWith(TOLD, question).rcode('REFUSED').section('answer', [])
})

test('RFC 4892 §2: in class IN these names are names like any other', () => {
  askWith(TOLD, 'version.bind. TXT').rcode('REFUSED')
})
