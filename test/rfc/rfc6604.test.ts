// RFC 6604: rcode and AA when there are aliases on the way.
import { test } from 'node:test'
import { ask } from '../support/ask.ts'

const CUT = 'sub NS ns.example.net.'

test('RFC 6604 §2.1: AA is about the first owner: an alias of ours, wherever it leads', () => {
  ask('a CNAME www.example.net.', 'a.example.com. A').flags('qr aa')
  ask('d DNAME example.net.', 'www.d.example.com. A').flags('qr aa')
  const referral = ask(`a CNAME www.sub\n${CUT}`, 'a.example.com. A').flags('qr aa')
  referral.answers('a.example.com. 300 CNAME www.sub.example.com.')
  referral.section('authority', ['sub.example.com. 300 NS ns.example.net.'])
})

test('RFC 6604 §3: the rcode is that of the last name in the chain', () => {
  ask('a CNAME b\nb CNAME nope', 'a.example.com. A').rcode('NXDOMAIN')
  ask('a CNAME b\nb TXT "x"', 'a.example.com. A').rcode('NOERROR')
  ask('d DNAME e\nx.e A 192.0.2.1', 'y.d.example.com. A').rcode('NXDOMAIN')
  ask('d DNAME e\nx.e A 192.0.2.1', 'x.d.example.com. TXT').rcode('NOERROR')
})
