// The zone that the fuzzers ask: every way in which the responder makes an answer is in it.
import type { Name } from '../../src/dns/name.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { exampleZone } from '../support/ask.ts'

const ADDRESSES = Array.from({ length: 90 }, (_, i) => `crowd 30 A 192.0.2.${i}`)
const STRINGS = Array.from({ length: 6 }, (_, i) => `words TXT "${String(i).repeat(250)}"`)
const LONG_LABELS = 'x'.repeat(63)

const LINES = [
  ';@ check up tcp port=80',
  'www 30 A 192.0.2.1',
  'www 30 A 192.0.2.2',
  'www AAAA 2001:db8::1',
  'pool 10 A 192.0.2.3 ;@ primary check=up',
  'pool 10 A 192.0.2.4 ;@ standby check=up',
  'near 10 A 192.0.2.5 ;@ check=up for=198.51.100.0/24',
  'near 10 A 192.0.2.6 ;@ check=up for=2001:db8::/32',
  ';@ pool share A answers=1 pick=weighted',
  'share 10 A 192.0.2.7 ;@ check=up weight=3',
  'share 10 A 192.0.2.8 ;@ check=up',
  ';@ pool stick A pick=sticky answers=1',
  'stick 10 A 192.0.2.7 ;@ check=up',
  'stick 10 A 192.0.2.8 ;@ check=up',
  ...ADDRESSES,
  ...STRINGS,
  '*.dev 30 A 192.0.2.9',
  '*.dev MX 10 www',
  'a.b.c TXT "below an empty name"',
  'one CNAME two',
  'two CNAME www',
  'round CNAME robin',
  'robin CNAME round',
  'out CNAME www.example.net.',
  'moved DNAME dev',
  'again DNAME moved',
  'turn DNAME x.turn2',
  'turn2 DNAME turn',
  `grow DNAME ${LONG_LABELS}.${LONG_LABELS}.grow`,
  'sub NS ns.sub',
  'sub NS ns1',
  'ns.sub A 192.0.2.10',
  'sub DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000',
  '@ MX 10 www',
  '@ MX 20 crowd',
  '_sip._udp SRV 1 2 5060 www ;@ follow',
  'web HTTPS 1 www alpn=h2 ipv4hint=192.0.2.1',
  `${LONG_LABELS}.${LONG_LABELS}.${LONG_LABELS}.${'y'.repeat(48)} A 192.0.2.11`,
]

export const FUZZ_ZONE: Zone = exampleZone(LINES.join('\n'))

export const FUZZ_NAMES: readonly Name[] = [...new Set(FUZZ_ZONE.records.map(({ owner }) => owner))]
