// IP addresses from text to octets, for clients that node:net and node:dgram name by text.

/** Writes a valid address (net.isIP) at out[at…] and returns its family; a zone (`%eth0`) is left out. */
export function writeAddress(text: string, out: Uint8Array, at: number): 4 | 6 {
  if (!text.includes(':')) {
    writeIpv4(text, out, at)
    return 4
  }
  writeIpv6(text.replace(/%.*$/, ''), out, at)
  return 6
}

function writeIpv4(text: string, out: Uint8Array, at: number): void {
  let value = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x2e) {
      out[at++] = value
      value = 0
    } else {
      value = value * 10 + code - 0x30
    }
  }
  out[at] = value
}

// RFC 4291 §2.2: groups of 16 bits, `::` once for a run of zeros, the last 32 bits perhaps as an IPv4 address.
function writeIpv6(text: string, out: Uint8Array, at: number): void {
  const [left = '', right = ''] = text.split('::')
  out.fill(0, at, at + 16)
  writeGroups(octetsOfGroups(left), out, at)
  const tail = octetsOfGroups(right)
  writeGroups(tail, out, at + 16 - tail.length)
}

function octetsOfGroups(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >>> 8, value & 0xff]
  })
}

function writeGroups(octets: readonly number[], out: Uint8Array, at: number): void {
  for (const octet of octets) out[at++] = octet
}
