// RFC 8020: NXDOMAIN means that there is nothing below either, so it is never said of a name with names below.
import { test } from 'node:test'
import { ask } from '../support/ask.ts'

const LINES = 'a.b.c A 192.0.2.1'
const SOA = 'example.com. 60 SOA ns1.example.com. hostmaster.example.com. 1 3600 900 604800 60'

test('RFC 8020 §2: a name with a name below it exists, whatever is asked of it', () => {
  for (const name of ['b.c.example.com.', 'c.example.com.'])
    for (const type of ['A', 'NS', 'DS', 'ANY', 'TYPE65400'])
      ask(LINES, `${name} ${type}`).rcode('NOERROR').section('answer', []).section('authority', [SOA])
})

test('RFC 8020 §2: below a name that does not exist all names are name errors', () => {
  for (const name of ['x.', 'y.x.', 'x.b.c.', 'z.y.x.b.c.', 'x.a.b.c.'])
    ask(LINES, `${name}example.com. A`).rcode('NXDOMAIN').section('authority', [SOA])
})
