// RFC 4592: wildcards, on the example zone of its section 2.2.1.
import { describe, test } from 'node:test'
import { askWith, catalogOf, responderFor, zoneFrom } from '../support/ask.ts'

const HEAD =
  '$TTL 3600\n@ SOA ns.example.com. h.example.com. 1 1 1 1 60\n NS ns.example.com.\n NS ns.example.net.\n'
const EXAMPLE = `*              TXT "this is a wildcard"
*              MX 10 host1
sub.*          TXT "this is not a wildcard"
host1          A 192.0.2.1
_ssh._tcp.host1 SRV 0 0 22 host1
_ssh._tcp.host2 SRV 0 0 22 host2.example.net.
subdel         NS ns.example.com.
subdel         NS ns.example.net.`

function ask(question: string, lines = EXAMPLE) {
  return askWith(responderFor(catalogOf([zoneFrom(`${HEAD}${lines}\n`, 'example.')])), question)
}

describe('the example of section 2.2.1', () => {
  test('RFC 4592 §2.2.1: the wildcard answers for what does not exist', () => {
    ask('host3.example. MX').answers('host3.example. 3600 MX 10 host1.example.')
    ask('host3.example. A').rcode('NOERROR').section('answer', [])
    ask('foo.bar.example. TXT').answers('foo.bar.example. 3600 TXT "this is a wildcard"')
  })

  test('RFC 4592 §2.2.1: it does not answer for what exists, with this type or without', () => {
    ask('host1.example. MX').rcode('NOERROR').section('answer', [])
    ask('sub.*.example. MX').rcode('NOERROR').section('answer', [])
    ask('host2.example. MX').rcode('NOERROR').section('answer', [])
  })

  test('RFC 4592 §2.2.1: nor below a name that exists, below a cut, or below itself', () => {
    ask('_telnet._tcp.host1.example. SRV').rcode('NXDOMAIN')
    ask('host.subdel.example. A').rcode('NOERROR').flags('qr').section('answer', [])
    ask('ghost.*.example. MX').rcode('NXDOMAIN')
  })
})

test('RFC 4592 §2.1.1: the asterisk is special only as a whole label, and only as the first one', () => {
  const lines = 'a*.x A 192.0.2.1\n*b.x A 192.0.2.2\n*.y A 192.0.2.3'
  ask('aa.x.example. A', lines).rcode('NXDOMAIN')
  ask('bb.x.example. A', lines).rcode('NXDOMAIN')
  ask('a*.x.example. A', lines).answers('a*.x.example. 3600 A 192.0.2.1')
  ask('*.y.example. A', lines).answers('*.y.example. 3600 A 192.0.2.3')
})

test('RFC 4592 §2.2.2: an empty non-terminal exists, so no wildcard answers for it', () => {
  const lines = '* A 192.0.2.1\na.b.c A 192.0.2.2'
  ask('b.c.example. A', lines).rcode('NOERROR').section('answer', [])
  ask('c.example. A', lines).rcode('NOERROR').section('answer', [])
  ask('x.c.example. A', lines).rcode('NXDOMAIN')
  ask('x.example. A', lines).answers('x.example. 3600 A 192.0.2.1')
})

test('RFC 4592 §3.3: what is made of a wildcard is owned by the name asked for, in its case', () => {
  ask('HosT.Example. A', '* A 192.0.2.1').answers('HosT.Example. 3600 A 192.0.2.1')
  const answer = ask('a.b.c.example. MX', '*.c MX 10 host1\nhost1 A 192.0.2.9')
  answer.answers('a.b.c.example. 3600 MX 10 host1.example.')
  answer.section('additional', ['host1.example. 3600 A 192.0.2.9'])
})

test('RFC 4592 §3.3.1: only the wildcard directly below the closest encloser is a source', () => {
  const lines = '* TXT "high"\n*.a TXT "low"\nb.a A 192.0.2.1'
  ask('x.a.example. TXT', lines).answers('x.a.example. 3600 TXT "low"')
  ask('x.y.a.example. TXT', lines).answers('x.y.a.example. 3600 TXT "low"')
  ask('x.b.a.example. TXT', lines).rcode('NXDOMAIN')
  ask('x.y.example. TXT', lines).answers('x.y.example. 3600 TXT "high"')
})

test('RFC 4592 §3.3.3: an alias made of a wildcard is followed', () => {
  ask('www.example. A', '* 10 CNAME host1\nhost1 A 192.0.2.1').answers(
    'www.example. 10 CNAME host1.example.',
    'host1.example. 3600 A 192.0.2.1',
  )
  ask('www.example. CNAME', '* 10 CNAME host1\nhost1 A 192.0.2.1').answers(
    'www.example. 10 CNAME host1.example.',
  )
})

test('RFC 4592 §4.2: NS at a wildcard is answered as data; no cut is made of it', () => {
  const lines = '*.w NS ns.example.com.'
  ask('a.w.example. NS', lines).flags('qr aa').answers('a.w.example. 3600 NS ns.example.com.')
  ask('a.w.example. A', lines).rcode('NOERROR').flags('qr aa').section('answer', [])
})

test('RFC 4592 §4.9: a wildcard without data is a source all the same: names below exist, without data', () => {
  const lines = 'sub.*.e A 192.0.2.1'
  ask('x.e.example. A', lines).rcode('NOERROR').section('answer', [])
  ask('sub.*.e.example. A', lines).answers('sub.*.e.example. 3600 A 192.0.2.1')
})
