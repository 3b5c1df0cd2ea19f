// types.test.: a record of every type that is of use, unknown types included, each at an owner of its own.

const DIGEST256 = 'ab'.repeat(32)
const DIGEST384 = 'cd'.repeat(48)
const KEY = 'AwEAAcT8V7mUqFJ0WvBbqwJ8sLw0'

export const TYPES = `$TTL 300
@           SOA   ns1 hostmaster 7 3600 900 604800 60
            NS    ns1
ns1         A     192.0.2.53
a           A     192.0.2.1
aaaa        AAAA  2001:db8::1
cname       CNAME a
ptr         PTR   a
mx          MX    10 a
txt         TXT   "one" "two" "" "\\000\\255"
spf         SPF   "v=spf1 -all"
srv         SRV   1 2 3 a
naptr       NAPTR 1 2 "U" "E2U+sip" "!^.*$!sip:x@types.test!" .
naptr-a     NAPTR 1 2 "A" "" "" a
caa         CAA   0 issue "ca.example"
dname       DNAME a
hinfo       HINFO "cpu" "os"
rp          RP    a txt
loc         LOC   52 31 0.000 N 13 24 0.000 E 34.00m 10m 10m 10m
afsdb       AFSDB 1 a
sshfp       SSHFP 1 1 0123456789abcdef0123456789abcdef01234567
tlsa        TLSA  3 1 1 ${DIGEST256}
smimea      SMIMEA 3 1 1 ${DIGEST256}
openpgpkey  OPENPGPKEY ${KEY}
uri         URI   10 1 "https://types.test/"
svcb        SVCB  1 a port=53
https       HTTPS 1 a alpn="h2,h3"
dnskey      DNSKEY 256 3 8 ${KEY}
csync       CSYNC 66 3 A NS AAAA
eui48       EUI48 00-00-5e-00-53-2a
eui64       EUI64 00-00-5e-ef-10-00-00-2a
cert        CERT  1 2 3 ${KEY}
apl         APL   1:192.0.2.0/24 !2:2001:db8::/32
kx          KX    10 a
zonemd      ZONEMD 7 1 1 ${DIGEST384}
minfo       TYPE14 \\# 2 0000
isdn        TYPE20 \\# 2 0131
empty       TYPE65280 \\# 0
unknown     TYPE65281 \\# 4 01020304
            TYPE65282 \\# 3 0a0b0c
many        A     192.0.2.2
            AAAA  2001:db8::2
            MX    10 a
            TXT   "many"
            HINFO "x" "y"
            TYPE65281 \\# 1 00
            SRV   1 2 3 a
`
