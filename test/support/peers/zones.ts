// The zones that every server under comparison serves: text by origin, written for what answers can differ in.

import { ALPHA } from './zone-alpha.ts'
import { BIG } from './zone-big.ts'
import { TYPES } from './zone-types.ts'

const HEAD = '$TTL 300\n@ SOA ns1 hostmaster 7 3600 900 604800 60\n NS ns1\nns1 A 192.0.2.53\n'

/** Below alpha.test., which delegates it. */
const SUB = `${HEAD}
@           A     192.0.2.80
            MX    10 mail.alpha.test.
www         A     192.0.2.81
up          CNAME www.alpha.test.
down        CNAME www.deep
b.ent       TXT   "below an empty name"
*.wild      A     192.0.2.82
deep        NS    ns.deep
deep        DS    3 8 2 0303030303030303030303030303030303030303030303030303030303030303
ns.deep     A     192.0.2.83
`

/** Below sub.alpha.test.: three zones above each other. */
const DEEP = `${HEAD}
ns          A     192.0.2.83
www         A     192.0.2.84
top         CNAME www.alpha.test.
`

/** Below alpha.test., which knows nothing of it. */
const HIDDEN = `${HEAD}
www         A     192.0.2.90
`

/** Negative answers take their TTL from the SOA's own here (RFC 2308 §5). */
const BETA = `$TTL 1h
@     30 IN SOA   ns hostmaster 1 3600 900 604800 3600
@           NS    ns
ns          A     192.0.2.54
            AAAA  2001:db8::54
www         A     192.0.2.60
host        A     192.0.2.61
back        CNAME www.alpha.test.
home        CNAME c1.alpha.test.
gone        CNAME missing.alpha.test.
tree        DNAME tree.alpha.test.
loop        CNAME xloop.alpha.test.
away        CNAME www.elsewhere.example.
*.wild      CNAME www
cut         NS    ns.cut
ns.cut      A     192.0.2.62
x.y.z       A     192.0.2.63
`

/** A wildcard at the apex itself. */
const GAMMA = `${HEAD}
*           A     192.0.2.70
*           MX    10 mail
mail        A     192.0.2.71
a.b         TXT   "b is empty"
cut         NS    ns.cut
ns.cut      A     192.0.2.72
alias       CNAME anything.gamma.test.
`

/** A DNAME at the apex, beside SOA and NS (RFC 6672 §2.3). */
const DELTA = `$TTL 300
@           SOA   ns.beta.test. hostmaster 7 3600 900 604800 60
            NS    ns.beta.test.
            DNAME beta.test.
            TXT   "beside the DNAME"
`

const REVERSE = `$TTL 300
@           SOA   ns1.alpha.test. hostmaster.alpha.test. 7 3600 900 604800 60
            NS    ns1.alpha.test.
10          PTR   www.alpha.test.
11          PTR   a.alpha.test.
11          PTR   b.alpha.test.
12          CNAME 12.0-15
12.0-15     PTR   mail.alpha.test.
128-255     NS    ns1.beta.test.
`

/** By origin; the file of each is its origin without the last dot, and `.zone`. */
export const PEER_ZONES: ReadonlyMap<string, string> = new Map([
  ['alpha.test.', ALPHA],
  ['sub.alpha.test.', SUB],
  ['deep.sub.alpha.test.', DEEP],
  ['hidden.alpha.test.', HIDDEN],
  ['beta.test.', BETA],
  ['gamma.test.', GAMMA],
  ['delta.test.', DELTA],
  ['2.0.192.in-addr.arpa.', REVERSE],
  ['types.test.', TYPES],
  ['big.test.', BIG],
])

export function zoneFileOf(origin: string): string {
  return `${origin.slice(0, -1)}.zone`
}

/** The zone nearest above a name in presentation form; undefined when none of these. */
export function originAbove(name: string): string | undefined {
  const above = [...PEER_ZONES.keys()].filter((origin) => name === origin || name.endsWith(`.${origin}`))
  return above.sort((a, b) => b.length - a.length)[0]
}
