// Every code that a finding can have: the smallest zone that provokes it, and what a person then reads.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CODES } from '../../src/zone/codes.ts'
import { HEAD, problemsOf } from './parsing.ts'

const CHECK = ';@ check web tcp port=80\n'
const USED = 'used A 10.0.0.99 ;@ check=web\n'

/** Lines behind HEAD, which ends with line 4, and all that is said about them. */
const FINDINGS: readonly (readonly [lines: string, ...problems: string[]])[] = [
  [
    ';@ maintenance 10.9.9.9 "0 3 * * sun" 2h "patching"',
    'z:5:16: maintenance-nothing: no record of this zone has the address 10.9.9.9; correct it, or take the line out',
  ],
  [
    `${CHECK}a A 10.0.0.1 ;@ check=web\na A 10.0.0.2 ;@ standby\na A 10.0.0.3 ;@ last`,
    'z:7:17: warning: unwatched-standby: no check watches this standby, so it takes over whether it is well or not; write check=web behind it, or last',
  ],
  ['a TXT "x', 'z:5:7: unterminated-quote: this quote does not end on its line; add the closing "'],
  ['a A ( 10.0.0.1', 'z:5:5: unbalanced-paren: this "(" is never closed; add the ")"'],
  ['a A 10.0.0.1 )', 'z:5:14: unbalanced-paren: this ")" closes nothing; remove it or write \\)'],
  [
    'a\x01 A 10.0.0.1',
    'z:5:2: control-character: an invisible character (octet 1) stands here; remove it or write \\001',
  ],
  [`a TXT ${'x '.repeat(70_000)}`, 'z:5:140003: entry-too-long: an entry has at most 70000 fields; split it'],
  ['$ORIGN x', 'z:5:1: unknown-directive: "$ORIGN" is not a directive here; did you mean "$ORIGIN"?'],
  [
    '$FOO x',
    'z:5:1: unknown-directive: "$FOO" is not a directive here; known are $ORIGIN, $TTL, $INCLUDE, $GENERATE',
  ],
  ['$TTL', 'z:5:1: directive-syntax: $TTL has 0 arguments; write $TTL 5m'],
  [
    '$TTL 5x',
    'z:5:1: directive-syntax: $TTL "5x" is no TTL; write seconds up to 2147483647 or units such as 1h30m',
  ],
  ['$ORIGIN a..b', 'z:5:1: directive-syntax: $ORIGIN "a..b": a label cannot be empty'],
  ['$INCLUDE none', 'z:5:1: include-failed: cannot include "none": no such file'],
  [
    '$INCLUDE z',
    'z:5:1: include-loop: z includes z: a file cannot include itself; remove one of these lines',
  ],
  [
    '$INCLUDE deep',
    'deep/deep/deep/deep/deep/deep/deep/deep/deep/deep:1:1: include-limit: files are included more than 10 deep or 1000 times; include less',
  ],
  [
    '$GENERATE 9-1 a$ A 10.0.0.$',
    'z:5:1: generate-syntax: a range is START-STOP or START-STOP/STEP with START no greater than STOP; write 1-9',
  ],
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: $GENERATE has this syntax of its own
    '$GENERATE 1-9 a${x} A 10.0.0.$',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: $GENERATE has this syntax of its own
    'z:5:1: generate-syntax: "${x} A 10.0.0.$": a modifier is ${OFFSET,WIDTH,BASE} with base d, o, x, X, n or N; write ${0,3,d}',
  ],
  [
    '$GENERATE 0-1000000 a$ A 10.0.0.1',
    'z:5:1: generate-limit: the $GENERATE lines make more than 1000000 records; narrow the range',
  ],
  ['a..b A 10.0.0.1', 'z:5:1: bad-name: "a..b": a label cannot be empty'],
  ['a 60 IN', 'z:5:6: no-type: the record has no type; write one behind the owner, such as A'],
  ['a AAA ::1', 'z:5:3: unknown-type: "AAA" is not a record type; did you mean "AAAA"?'],
  ['a WHATEVER x', 'z:5:3: unknown-type: "WHATEVER" is not a record type; write TYPE123 for one by number'],
  ['a ANY 10.0.0.1', 'z:5:3: meta-type: ANY exists in queries only; a zone cannot hold it'],
  ['a CH TXT x', 'z:5:3: class-not-in: the class CH is not served; write IN or leave it out'],
  [
    'a 5x A 10.0.0.1',
    'z:5:3: bad-ttl: "5x" is no TTL; write a TTL as seconds up to 2147483647 or with units such as 1h30m, and the type before the data',
  ],
  [
    'a 5 6 A 10.0.0.1',
    'z:5:5: bad-ttl: "6" would be a second TTL; write a TTL as seconds up to 2147483647 or with units such as 1h30m, and the type before the data',
  ],
  [';@', 'z:5:1: note-syntax: this note says nothing; write words behind ;@ or remove it'],
  ['a A 10.0.0.1 ;@ check="x', 'z:5:23: note-syntax: this quote does not end; add the closing "'],
  [
    ';@ check web',
    'z:5:4: note-syntax: a check has a name and a kind; write ;@ check web https path=/healthz',
  ],
  [
    ';@ check web all',
    'z:5:14: note-syntax: "all" of which checks? write all A B',
    'z:5:10: warning: unused-check: no record depends on "web", so it is not probed; write check=web behind one, or remove it',
  ],
  [';@ pool a', 'z:5:4: note-syntax: a pool line names an RRset; write ;@ pool app A answers=1'],
  [
    ';@ defaults',
    'z:5:4: note-syntax: defaults of what? write ;@ defaults every=2s timeout=1s fall=3 rise=2',
  ],
  [
    'a A 10.0.0.1 ; @primary',
    'z:5:14: warning: note-lookalike: this comment looks like a note, but a note begins with ";@" without a blank; write ;@ primary',
  ],
  [
    ';@ primary',
    'z:5:4: note-place: this note stands behind no record; write it on the line of the record that it is about',
  ],
  [
    'a A 10.0.0.1 ;@ check web tcp',
    'z:5:17: note-place: "check" declares something; write this note on a line of its own',
  ],
  ['$TTL 5 ;@ primary', 'z:5:11: note-place: no note belongs behind $TTL; write it behind a record'],
  ['a A 10.0.0.1 ;@ primery', 'z:5:17: note-word: "primery" is no word of a note; did you mean "primary"?'],
  [
    'a A 10.0.0.1 ;@ IN A 10.0.0.2',
    'z:5:17: note-word: "IN" is no word of a note; if this is a record put out of use, write "; @" with a blank between',
    'z:5:20: note-word: "A" is no word of a note; known are primary, standby, last, tier, check, follow, weight, for',
    'z:5:22: note-word: "10.0.0.2" is no word of a note; known are primary, standby, last, tier, check, follow, weight, for',
  ],
  ['a A 10.0.0.1 ;@ primary=1', 'z:5:17: note-word: primary takes no value; write primary'],
  ['a A 10.0.0.1 ;@ tier', 'z:5:17: note-word: tier needs a value; write tier=2'],
  [';@ chekc web tcp', 'z:5:4: note-word: "chekc" declares nothing; did you mean "check"?'],
  [';@ defaults evry=2s', 'z:5:13: note-word: "evry" is no default of checks; did you mean "every"?'],
  [
    'a A 10.0.0.1\n;@ pool a A anwsers=1',
    'z:6:13: note-word: "anwsers" is no option of a pool; did you mean "answers"?',
  ],
  [
    'a A 10.0.0.1 ;@ primary last',
    'z:5:25: note-repeated: "last" stands here beside another tier; keep one of them',
  ],
  [
    'a A 10.0.0.1\n;@ pool a A min=1 min=1',
    'z:6:19: note-repeated: min= stands here twice; keep one of them',
  ],
  [
    `;@ check web tcp flap=5/10\n${USED}`,
    'z:5:18: note-value: flap= takes changes in a duration, 1 to 100 in 1s to 24h, such as 5/10m, not "5/10"',
  ],
  ['a A 10.0.0.1 ;@ weight=0', 'z:5:17: note-value: weight= takes a whole number from 1 to 65535, not "0"'],
  [
    ';@ defaults every=2',
    'z:5:13: note-value: every= takes a duration from 100ms to 24h, such as 200ms, 2s or 1h30m, not "2"',
  ],
  [
    'a A 10.0.0.1\n;@ pool a A pick=stiky',
    'z:6:13: note-value: pick=stiky is not known; did you mean "sticky"?',
  ],
  [
    'a A 10.0.0.1\n;@ pool a A failback=later',
    'z:6:13: note-value: failback= takes auto, manual or a duration of stable health such as 10m, not "later"',
  ],
  [
    'a A 10.0.0.1 ;@ for=10.1.0.0/40',
    'z:5:17: bad-network: for=10.1.0.0/40 is not a network; write 10.1.0.0/16 or 2001:db8::/32',
  ],
  [
    'a A 10.0.0.1 ;@ for=10.1.2.3/16',
    'z:5:17: network-host-bits: for=10.1.2.3/16 has bits behind its prefix; write for=10.1.0.0/16',
  ],
  [`;@ check web tpc\n${USED}`, 'z:5:14: unknown-check-kind: "tpc" is no kind of check; did you mean "tcp"?'],
  [
    `;@ check web tcp prot=80\n${USED}`,
    'z:5:18: bad-check-option: tcp has no option "prot"; did you mean "port"?',
  ],
  [
    `;@ check web tcp port=x\n${USED}`,
    'z:5:18: bad-check-option: port= must be a whole number from 1 to 65535',
  ],
  [`;@ check web http\n${USED}`, 'z:5:14: bad-check-option: path= is required'],
  [
    `;@ check web tcp address=x\n${USED}`,
    'z:5:18: note-value: address= takes an IPv4 or IPv6 address, not "x"',
  ],
  [
    `${CHECK}${CHECK}${USED}`,
    'z:6:10: check-repeated: a check "web" is declared already at z:5; choose another name',
  ],
  [
    `;@ check web any b\n;@ check b all web\n${USED}`,
    'z:5:10: check-cycle: web needs b needs web: a check cannot depend on itself; take one of them out',
  ],
  [
    `;@ check web atleast 2 b\n;@ check b tcp\n${USED}`,
    'z:5:22: check-need: 2 of 1 can never pass; lower the number or name more checks',
  ],
  [
    `${CHECK}${USED}a A 10.0.0.1 ;@ check=wbe`,
    'z:7:17: unknown-check: no check "wbe" is declared; did you mean "web"?',
  ],
  [
    `;@ check web all bb\n${USED}`,
    'z:5:18: unknown-check: "web" needs a check "bb", but none is declared; known are web',
  ],
  [
    CHECK,
    'z:5:10: warning: unused-check: no record depends on "web", so it is not probed; write check=web behind one, or remove it',
  ],
  [
    ';@ check gw tcp address=10.0.0.1 canary=yes',
    'z:5:10: warning: canary-alone: if no other zone has a canary, nothing goes down while 10.0.0.1 fails; declare another one, in another place',
  ],
  [
    `;@ check web tcp every=1s timeout=2s\n${USED}`,
    'z:5:18: warning: timeout-exceeds-every: a probe may take 2s, longer than the 1s between two; lower timeout= or raise every=',
  ],
  [
    `;@ check web tcp every=1s confirm=1s\n${USED}`,
    'z:5:27: warning: confirm-exceeds-every: the next probe comes 1s later anyway; lower confirm=1s or write confirm=off',
  ],
  [
    `;@ check web tcp timeout=1s slow=1s\n${USED}`,
    'z:5:29: warning: slow-exceeds-timeout: a probe has failed after 1s, so none is ever slow; lower slow=1s or write slow=off',
  ],
  [
    `${CHECK}a MX 10 ns1 ;@ check=web`,
    'z:6:16: check-without-address: "web" has no address to probe here: only A and AAAA records have one; write "follow" to depend on the host that this record names, or address= in the check',
  ],
  [
    'a TXT x ;@ follow',
    'z:5:12: follow-nothing: TXT names no host that it could follow; write check= on an address record instead',
  ],
  [
    'm TXT x\na CNAME m ;@ follow',
    'z:6:14: follow-no-address: m.corp.example. has no A or AAAA record in this zone; add one, or correct the name',
  ],
  [
    'app A 10.0.0.1\n;@ pool ap A min=1',
    'z:6:9: pool-nothing: ap.corp.example. has no records; did you mean "app.corp.example."?',
  ],
  [
    'app A 10.0.0.1\n;@ pool app AAAA min=1',
    'z:6:9: pool-nothing: app.corp.example. has no AAAA records, but A; correct the type',
  ],
  [
    'app A 10.0.0.1\n;@ pool app A\n;@ pool APP a min=1',
    'z:7:9: pool-repeated: APP.corp.example. A has a pool line at z:6 already; join them',
  ],
  [
    'app A 10.0.0.1\n;@ pool app A min=2',
    'z:6:15: warning: pool-min: min=2 can never be reached by 1 records; lower it or add records',
  ],
  [
    `${CHECK}app 5 A 10.0.0.1 ;@ check=web\n;@ pool app A max-failover=10s`,
    'z:7:15: warning: failover-budget: a failover can take 12s (detection 7s, TTL 5s), more than max-failover=10s; lower every=, fall=, timeout= or the TTL, or set confirm=',
  ],
  [
    '@ SOA ns1 other 1 1h 15m 1w 30s',
    'z:5:1: soa-repeated: corp.example. has an SOA record already; remove one',
  ],
  [
    'sub SOA ns1 other 1 1h 15m 1w 30s',
    'z:5:1: soa-not-at-apex: only the top of corp.example. has an SOA record; move this one to a zone file of its own',
  ],
  [
    '*.w NS ns1',
    'z:5:1: warning: ns-wildcard: a wildcard cannot delegate: resolvers disagree on what it means; name each delegated zone',
  ],
  [
    'c CNAME ns1\n@ NS c',
    'z:6:1: ns-is-cname: c.corp.example. is a CNAME, but NS must name a host by its own name; write the name behind the CNAME',
  ],
  ['@ NS ns9', 'z:5:1: ns-without-address: ns9.corp.example. has no A or AAAA record here; add one'],
  [
    'sub NS ns.sub',
    'z:5:1: warning: glue-missing: ns.sub.corp.example. is below this delegation and cannot be found without glue; add its A or AAAA record here',
  ],
  [
    'c CNAME ns1\n@ MX 10 c',
    'z:6:1: warning: mx-is-cname: c.corp.example. is a CNAME, but MX must name a host by its own name; write the name behind the CNAME',
  ],
  ['@ MX 10 m', 'z:5:1: warning: mx-without-address: m.corp.example. has no A or AAAA record here; add one'],
  [
    'c CNAME ns1\n_x._tcp SRV 0 0 1 c',
    'z:6:1: warning: srv-is-cname: c.corp.example. is a CNAME, but SRV must name a host by its own name; write the name behind the CNAME',
  ],
  [
    '_x._tcp SRV 0 0 1 m',
    'z:5:1: warning: srv-without-address: m.corp.example. has no A or AAAA record here; add one',
  ],
  [
    'c CNAME ns1\nC A 10.0.0.1',
    'z:5:1: cname-and-other: a CNAME must stand alone, but c.corp.example. has A at z:6; remove one of them',
  ],
  [
    'c CNAME ns1\nc CNAME ns2',
    'z:6:1: cname-repeated: c.corp.example. has a CNAME at z:5 already; keep one, or list addresses instead',
  ],
  [
    'd DNAME example.org.\nx.d A 10.0.0.1',
    'z:6:1: dname-and-below: d.corp.example. has a DNAME, and nothing may stand below one; remove this record or the DNAME',
  ],
  [
    'corp.example A 10.0.0.1\na.corp.exmaple. A 10.0.0.1',
    'z:6:1: out-of-zone: a.corp.exmaple. is not in the zone corp.example.; move the record, or mind the dot at the end of its owner',
  ],
  [
    'sub NS ns1\nx.sub TXT x\nsub TXT y',
    'z:6:1: warning: below-delegation: sub.corp.example. is delegated by its NS record, so this is never answered; move it to that zone',
    'z:7:1: warning: below-delegation: sub.corp.example. is delegated by its NS record, so this is never answered; move it to that zone',
  ],
  [
    'a A 10.0.0.1\nA a 10.0.0.1',
    'z:6:1: warning: duplicate-record: this A record stands at z:5 already; remove one',
  ],
  [
    'a 5 A 10.0.0.1\na 6 A 10.0.0.2',
    'z:6:1: warning: ttl-differs: the records of a.corp.example. A have TTLs from 5 to 6; 5 is used for all, write one',
  ],
]

/** Zones that are not HEAD and something behind it. */
const WHOLE: readonly (readonly [text: string, ...problems: string[]])[] = [
  [
    '',
    'z:1:1: empty-file: the file declares no record; begin it with one: @ SOA ns1 hostmaster 1 1h 15m 1w 30s',
  ],
  [
    '$TTL 5\na A 10.0.0.1\n',
    'z:1:1: soa-missing: the zone has no SOA record; begin it with one: @ SOA ns1 hostmaster 1 1h 15m 1w 30s',
  ],
  [
    '$TTL 5\n@ SOA a.b. c.d. 1 1h 15m 1w 30s\n',
    'z:2:1: ns-missing: corp.example. has no NS record; write one for each server, such as @ NS ns1',
  ],
  [
    '$TTL 5\nfoo SOA a.b. c.d. 1 1h 15m 1w 30s\nfoo NS a.b.\n',
    "z:2:1: soa-not-at-apex: this SOA is not at the top of corp.example.; write @ as its owner, or the zone's whole name with a dot at the end",
  ],
  [
    '$TTL 5\n@ SOA a.b. c@d.e. 1 15m 15m 20m 2d\n@ NS a.b.\n',
    'z:2:1: warning: soa-timers: the retry of 900 s is not below the refresh of 900 s; lower it',
    'z:2:1: warning: soa-timers: the expire of 1200 s is below refresh plus retry, 1800 s; raise it to a week or so',
    'z:2:1: warning: soa-timers: the minimum of 172800 s keeps "no such name" in caches for more than a day; lower it to an hour or less',
    'z:2:1: warning: soa-mailbox: the mailbox of an SOA has a dot in place of @; write hostmaster.example.com. for hostmaster@example.com',
  ],
  [
    ' A 10.0.0.1\n@ 5 SOA a.b. c.d. 1 1h 15m 1w 30s\n@ 5 NS a.b.\n',
    'z:1:2: no-owner: there is no record before whose owner this line could have; write the owner in its first column',
  ],
  [
    'a A 10.0.0.1\n@ 5 SOA a.b. c.d. 1 1h 15m 1w 30s\n@ 5 NS a.b.\n',
    'z:1:1: ttl-missing: nothing says what the TTL is; write $TTL 5m at the top of the file',
  ],
  [
    '@ SOA a.b. c.d. 1 1h 15m 1w 30s\n@ 5 NS a.b.\n',
    'z:1:1: warning: ttl-from-soa: without a TTL the records have the minimum of the SOA, 30; write $TTL at the top of the file',
  ],
  [
    '@ 9 SOA a.b. c.d. 1 1h 15m 1w 30s\n@ NS a.b.\n',
    'z:2:1: warning: ttl-from-previous: without a TTL this record has that of the one before, 9; write $TTL at the top of the file',
  ],
]

const DEEP = Object.fromEntries(
  Array.from({ length: 20 }, (_, i) => [
    Array(i + 1)
      .fill('deep')
      .join('/'),
    `$INCLUDE ${Array(i + 2)
      .fill('deep')
      .join('/')}\n`,
  ]),
)
const SETTING = { files: { ...DEEP, z: '\n' } }

/** Their sentences are those of dns/, or of many lines. */
const ELSEWHERE = ['bad-data', 'and-more']

describe('problem codes', () => {
  for (const [lines, ...expected] of FINDINGS)
    test(`${JSON.stringify(lines.length > 70 ? `${lines.slice(0, 70)}…` : lines)} is a finding`, () => {
      assert.deepEqual([...problemsOf(HEAD + lines, SETTING)].sort(), [...expected].sort())
    })

  for (const [text, ...expected] of WHOLE)
    test(`${JSON.stringify(text)} alone is a finding`, () => {
      assert.deepEqual(problemsOf(text), expected)
    })

  test('data that does not fit its type is a finding, at the field that is wrong', () => {
    assert.match(problemsOf(`${HEAD}a MX ten ns1`).join(), /^z:5:6: bad-data: /)
    assert.match(problemsOf(`${HEAD}a MX 10`).join(), /^z:5:6: bad-data: /)
    assert.match(problemsOf(`${HEAD}a A`).join(), /^z:5:3: bad-data: /)
    assert.match(problemsOf(`${HEAD}a A 10.0.0.1 x`).join(), /^z:5:14: bad-data: /)
  })

  test('each documented code is provoked by a test, and each provoked one is documented', () => {
    const all = [...FINDINGS, ...WHOLE].flatMap(([, ...problems]) => problems)
    const provoked = all.map((line) => /^\S+?:\d+:\d+: (?:warning: )?([a-z-]+): /.exec(line)?.[1])
    assert.deepEqual([...new Set([...provoked, ...ELSEWHERE])].sort(), Object.keys(CODES).sort())
  })
})
