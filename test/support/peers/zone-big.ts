// big.test.: RRsets on both sides of every size at which an answer can be cut: 512, 1 232, 4 096 octets and more.

function addresses(owner: string, count: number): string {
  return Array.from({ length: count }, (_, i) => `${owner} A 10.0.${i >> 8}.${i & 255}`).join('\n')
}

function addresses6(owner: string, count: number): string {
  return Array.from({ length: count }, (_, i) => `${owner} AAAA 2001:db8::${(i + 1).toString(16)}`).join('\n')
}

function exchangers(owner: string, count: number): string {
  const one = (i: number): string =>
    `${owner} MX ${i} ${owner}-${i}\n${owner}-${i} A 192.0.2.${i + 1}\n AAAA 2001:db8::${i + 1}`
  return Array.from({ length: count }, (_, i) => one(i)).join('\n')
}

/** One TXT record of `octets` octets of rdata. */
function text(owner: string, octets: number): string {
  const strings: string[] = []
  for (let left = octets; left > 0; left -= 256) strings.push(`"${'x'.repeat(Math.min(255, left - 1))}"`)
  return `${owner} TXT ${strings.join(' ')}`
}

export const BIG = `$TTL 300
@ SOA ns1 hostmaster 7 3600 900 604800 60
  NS ns1
ns1 A 192.0.2.53
${[10, 25, 28, 29, 30, 31, 40, 70, 74, 75, 76, 77, 100, 250, 260, 1000].map((n) => addresses(`a${n}`, n)).join('\n')}
${[15, 17, 18, 40, 42, 43, 44, 150].map((n) => addresses6(`aaaa${n}`, n)).join('\n')}
${[400, 460, 480, 490, 1150, 1180, 1190, 1200, 1210, 4000, 4050, 20000, 60000].map((n) => text(`txt${n}`, n)).join('\n')}
${[5, 8, 20, 40].map((n) => exchangers(`mx${n}`, n)).join('\n')}
alias CNAME a77
alias2 CNAME txt20000
*.wild MX 10 mx5-0
${addresses('*.wild', 40)}
dn DNAME big.test.
`
