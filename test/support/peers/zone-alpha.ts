// alpha.test.: wildcards, aliases, DNAMEs, delegations and odd names.

const L63 = 'l'.repeat(63)
/** 255 octets with alpha.test. */
const LONGEST = `${'m'.repeat(50)}.${L63}.${L63}.${L63}`
/** 250 octets with alpha.test.: what a DNAME makes of longer names than a few letters is too long. */
const LONG_TARGET = `${'t'.repeat(45)}.${L63}.${L63}.${L63}`

const ALIASES_IN_A_ROW = 20
const row = Array.from({ length: ALIASES_IN_A_ROW }, (_, i) => `row${i} CNAME row${i + 1}`)

const MANY_SERVERS = 13
const many = Array.from(
  { length: MANY_SERVERS },
  (_, i) => `many NS ns-${i}.many\nns-${i}.many A 192.0.2.${100 + i}\n AAAA 2001:db8::${i + 1}`,
)

export const ALPHA = `$TTL 300
@           SOA   ns1 hostmaster 7 3600 900 604800 60
            NS    ns1
            NS    ns.beta.test.
            NS    ns.elsewhere.example.
            A     192.0.2.1
            AAAA  2001:db8::1
            MX    10 mail
            MX    20 mail.beta.test.
            MX    30 mail.elsewhere.example.
            TXT   "v=spf1 -all" "second string"
            CAA   0 issue "ca.example"
ns1         A     192.0.2.53
            AAAA  2001:db8::53

; plain names
www    60   A     192.0.2.10
       60   A     192.0.2.11
       120  AAAA  2001:db8::10
            TXT   "web"
mail        A     192.0.2.25
            AAAA  2001:db8::25
            MX    10 mail
MiXeD       A     192.0.2.12
            TXT   "Mixed Case Data"
Low.UP      A     192.0.2.13
_sip._udp   SRV   10 50 5060 pbx
            SRV   20 50 5060 PBX2
            SRV   30 50 5060 alias
            SRV   40 50 5060 cutns
            SRV   50 0 5060 .
pbx         A     192.0.2.14
pbx2        AAAA  2001:db8::14
nulmx       MX    0 .
mxcut       MX    10 ns.cut
            MX    20 host.cut
mxwild      MX    10 anything.wild
mxself      MX    10 mxself
            A     192.0.2.15
mxdn        MX    10 www.dn
svc         HTTPS 1 . alpn="h2"
            A     192.0.2.16
svc2        SVCB  1 www port=8443
            SVCB  2 www.beta.test.
svcalias    HTTPS 0 www
naptr       NAPTR 10 10 "S" "SIP+D2U" "" _sip._udp
zerottl 0   A     192.0.2.17
maxttl 2147483647 A 192.0.2.18
cutns       A     192.0.2.19

; empty non-terminals
a.b.c.d     A     192.0.2.20
x.ENT       TXT   "below an empty non-terminal"
_tcp.ent    SRV   0 0 80 www

; wildcards
*.wild      A     192.0.2.30
            MX    10 mail
            TXT   "wild"
is.wild     A     192.0.2.31
a.ent.wild  A     192.0.2.32
*.deep.wild TXT   "deeper"
sub.*.wild  A     192.0.2.33
*.*.star    A     192.0.2.34
b.*.mid     A     192.0.2.35
*.b.*.mid   TXT   "below a star"
*.e1.e2.w2  A     192.0.2.36
*.wc        CNAME www
*.wcx       CNAME www.beta.test.
*.wcout     CNAME www.elsewhere.example.
*.wcnx      CNAME missing
*.wcloop    CNAME again.wcloop
*.wcw       CNAME any.wild
*.wcut      CNAME www.cut
*.wcent     CNAME ent
*.wempty    TXT   "only text"
**.odd      A     192.0.2.37
*a.odd      A     192.0.2.38

; aliases
alias       CNAME www
c1          CNAME c2
c2          CNAME c3
c3          CNAME www
cx          CNAME host.beta.test.
cback       CNAME back.beta.test.
chome       CNAME cback
cgone       CNAME gone.beta.test.
cout        CNAME www.elsewhere.example.
coutchain   CNAME away.beta.test.
cnx         CNAME missing
cnxother    CNAME missing.beta.test.
cloop1      CNAME cloop2
cloop2      CNAME cloop1
cself       CNAME cself
xloop       CNAME loop.beta.test.
ccut        CNAME www.cut
ccutns      CNAME ns.cut
ccutapex    CNAME cut
ccutx       CNAME www.cut.beta.test.
csub        CNAME www.sub
csubapex    CNAME sub
csubdown    CNAME down.sub
csubnx      CNAME missing.sub
chidden     CNAME www.hidden
cent        CNAME ent
cwild       CNAME some.wild
cwildent    CNAME x.ent.wild
cdn         CNAME www.dn
cdnx        CNAME www.dnx
cdnapex     CNAME www.delta.test.
capex       CNAME alpha.test.
ctld        CNAME test.
croot       CNAME .
cmixed      CNAME MIXED
${row.join('\n')}
row${ALIASES_IN_A_ROW} A 192.0.2.40

; DNAMEs
tree        TXT   "the tree itself"
www.tree    A     192.0.2.41
a.b.tree    TXT   "in the tree"
*.w.tree    A     192.0.2.42
al.tree     CNAME www.tree
out.tree    CNAME www.elsewhere.example.
dn          DNAME tree
            TXT   "beside a DNAME"
            A     192.0.2.43
dn600 600   DNAME tree
dnx         DNAME beta.test.
dnxtree     DNAME tree.beta.test.
dno         DNAME elsewhere.example.
dnnx        DNAME missing
dnsub       DNAME sub
dncut       DNAME cut
dnwild      DNAME wild
dnapex      DNAME alpha.test.
dnroot      DNAME .
dnlong      DNAME ${LONG_TARGET}
dnself      DNAME x.dnself
dna         DNAME dnb
dnb         DNAME dna
x.y.dnent   DNAME tree

; delegations
cut         NS    ns.cut
            NS    ns6.cut
            NS    ns.elsewhere.example.
            DS    1 8 2 0101010101010101010101010101010101010101010101010101010101010101
ns.cut      A     192.0.2.50
ns6.cut     AAAA  2001:db8::50
www.cut     A     192.0.2.51
*.cut       A     192.0.2.52
al.cut      CNAME www
dn.cut      DNAME tree
low.cut     NS    ns.low.cut
ns.low.cut  A     192.0.2.55
sibling     NS    ns.cut
            NS    ns.also.sibling
ns.also.sibling A 192.0.2.56
noglue      NS    ns.elsewhere.example.
ours        NS    ns1
            NS    ns.beta.test.
insub       NS    ns1.sub
beside      NS    ns.beside
            A     192.0.2.57
            TXT   "occluded at the cut"
            MX    10 mail
ns.beside   A     192.0.2.58
e.f.g       NS    ns.e.f.g
ns.e.f.g    A     192.0.2.59
Upper       NS    NS.Upper
nS.uPPer    A     192.0.2.98
${many.join('\n')}

; zones of ours below
sub         NS    ns1.sub
            NS    ns.beta.test.
            DS    2 8 2 0202020202020202020202020202020202020202020202020202020202020202
ns1.sub     A     192.0.2.53
www.sub     A     192.0.2.99

; octets that need escapes
a\\.dot     A     192.0.2.64
\\000\\001  A     192.0.2.65
sp\\032ace  A     192.0.2.66
\\255hi     A     192.0.2.67
quo\\"te    A     192.0.2.68
back\\\\s   A     192.0.2.69
at\\@sign   A     192.0.2.70
\\200\\220.\\.  TXT "a label that is a dot"
_under      TXT   "score"
-dash-      TXT   "dash"
${L63}      A     192.0.2.71
${LONGEST}  A     192.0.2.72
`
