// RFC 5936: zone transfers, which are not to be had here.
import { test } from 'node:test'
import { ask } from '../support/ask.ts'

test('RFC 5936 §4.2: a transfer is not implemented over UDP', () => {
  ask('', 'example.com. AXFR').rcode('NOTIMP').section('answer', [])
})

test('RFC 5936 §2.2.1: over TCP it is refused at an apex, and NOTAUTH where no zone begins', () => {
  ask('', 'example.com. AXFR', { transport: 'tcp' }).rcode('REFUSED').section('answer', [])
  for (const name of ['ns1.example.com.', 'nope.example.com.', 'example.net.'])
    ask('', `${name} AXFR`, { transport: 'tcp' }).rcode('NOTAUTH').section('answer', [])
})
