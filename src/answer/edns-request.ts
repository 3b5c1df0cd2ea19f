// What stands behind the question of a request: EDNS (RFC 6891 §6.1) and TSIG, read in place. One object is used for all requests.
import { TYPE } from '../dns/type.ts'
import { TsigRequest } from './tsig-request.ts'

/** EDNS option codes that are understood; all others are ignored (RFC 6891 §6.1.2). */
export const OPTION = {
  nsid: 3,
  clientSubnet: 8,
  cookie: 10,
  keepalive: 11,
  padding: 12,
  extendedError: 15,
} as const

export const CLIENT_COOKIE_OCTETS = 8
/** RFC 7873 §4.2: a server cookie has 8 to 32 octets. */
const MIN_SERVER_COOKIE = 8
const MAX_SERVER_COOKIE = 32
const OPT_FIXED_OCTETS = 11

export class EdnsRequest {
  present = false
  version = 0
  dnssecOk = false
  udpSize = 512
  readonly tsig = new TsigRequest()
  wantsNsid = false
  /** RFC 7828 §3.3.1: ignored over UDP. */
  wantsKeepalive = false
  /** RFC 7830 §4: who pads is padded, where the transport is encrypted. */
  isPadded = false
  hasCookie = false
  /** The client's part, then what it holds of ours. */
  readonly cookie = new DataView(new ArrayBuffer(CLIENT_COOKIE_OCTETS + MAX_SERVER_COOKIE))
  serverCookieOctets = 0
  /** The client subnet's address, zero-padded to 16 octets; of use when subnetFamily is not 0. */
  readonly subnet = new Uint8Array(16)
  /** 4, 6, or 0 when there is no client subnet. */
  subnetFamily = 0
  subnetPrefix = 0
  /** For how much of the subnet the answer holds; set when it was used (RFC 7871 §7.2.1). */
  subnetScope = 0

  /**
   * Reads the records behind the question. False when they are malformed: cut short, or two OPT records
   * (RFC 6891 §6.1.1).
   */
  read(view: DataView, at: number, end: number, records: number, additional: number): boolean {
    this.#clear()
    const isRead = this.#records(view, at, end, records, additional)
    // RFC 6891 §6.1.3: of another version nothing but the version is known. What a malformed request wants is not done.
    if (!isRead || this.version !== 0) this.#clearOptions()
    return isRead
  }

  #records(view: DataView, at: number, end: number, records: number, additional: number): boolean {
    let p = at
    for (let left = records; left > 0; left--) {
      const owner = p
      p = skipName(view, p, end)
      if (p < 0 || p + 10 > end) return false
      const next = p + 10 + view.getUint16(p + 8)
      if (next > end) return false
      if (view.getUint16(p) === TYPE.OPT) {
        // RFC 6891 §6.1.1: one OPT at the most, in the additional section; §6.1.2: its owner is the root.
        if (this.present || left > additional || p !== owner + 1) return false
        if (!this.#opt(view, owner, next)) return false
      } else if (view.getUint16(p) === TYPE.TSIG) {
        // RFC 8945 §5.1: once, as the last record of the additional section.
        if (left !== 1 || additional === 0 || !this.tsig.read(view, owner, p, next)) return false
      }
      p = next
    }
    return true
  }

  #clear(): void {
    this.present = false
    this.tsig.present = false
    this.version = 0
    this.dnssecOk = false
    this.udpSize = 512
    this.#clearOptions()
  }

  #clearOptions(): void {
    this.wantsNsid = false
    this.wantsKeepalive = false
    this.isPadded = false
    this.hasCookie = false
    this.subnetFamily = 0
  }

  #opt(view: DataView, at: number, end: number): boolean {
    this.present = true
    this.udpSize = view.getUint16(at + 3)
    this.version = view.getUint8(at + 6)
    this.dnssecOk = (view.getUint8(at + 7) & 0x80) !== 0
    let p = at + OPT_FIXED_OCTETS
    while (p < end) {
      if (p + 4 > end) return false
      const next = p + 4 + view.getUint16(p + 2)
      if (next > end || !this.#option(view, view.getUint16(p), p + 4, next)) return false
      p = next
    }
    return true
  }

  /** False when the option is malformed in a way for which its RFC wants FORMERR. */
  #option(view: DataView, code: number, at: number, end: number): boolean {
    switch (code) {
      case OPTION.nsid:
        this.wantsNsid = true
        return true
      case OPTION.clientSubnet:
        return this.#clientSubnet(view, at, end)
      case OPTION.cookie:
        return this.#cookie(view, at, end)
      case OPTION.keepalive:
        this.wantsKeepalive = true
        return true
      case OPTION.padding:
        this.isPadded = true
        return true
      default:
        return true
    }
  }

  /** RFC 7871 §6: family, source prefix length, scope (0 in requests), address cut to whole octets. */
  #clientSubnet(view: DataView, at: number, end: number): boolean {
    if (end - at < 4) return false
    const family = view.getUint16(at)
    const prefix = view.getUint8(at + 2)
    if (view.getUint8(at + 3) !== 0) return false
    // RFC 7871 §7.1.2: no bits of no family; sent by who wants that nothing of the client is told.
    if (family === 0) return prefix === 0 && end - at === 4
    if (family !== 1 && family !== 2) return false
    const octets = (prefix + 7) >> 3
    if (prefix > (family === 1 ? 32 : 128) || end - at - 4 !== octets) return false
    this.subnet.fill(0)
    for (let i = 0; i < octets; i++) this.subnet[i] = view.getUint8(at + 4 + i)
    // Bits behind the prefix are zero; who sends others gives more away than it says.
    if ((prefix & 7) !== 0 && ((this.subnet[octets - 1] as number) & (0xff >> (prefix & 7))) !== 0)
      return false
    this.subnetScope = 0
    this.subnetFamily = family === 1 ? 4 : 6
    this.subnetPrefix = prefix
    return true
  }

  /** RFC 7873 §5.2.2: a cookie of an impossible length is FORMERR. */
  #cookie(view: DataView, at: number, end: number): boolean {
    const server = end - at - CLIENT_COOKIE_OCTETS
    if (server !== 0 && (server < MIN_SERVER_COOKIE || server > MAX_SERVER_COOKIE)) return false
    for (let i = 0; i < end - at; i++) this.cookie.setUint8(i, view.getUint8(at + i))
    this.serverCookieOctets = server
    this.hasCookie = true
    return true
  }
}

/** Behind the name at `at`, -1 when it runs past the end. A pointer ends a name (RFC 1035 §4.1.4). */
function skipName(view: DataView, at: number, end: number): number {
  let p = at
  while (p < end) {
    const length = view.getUint8(p)
    if (length === 0) return p + 1
    if (length >= 0xc0) return p + 2
    if (length > 63) return -1
    p += length + 1
  }
  return -1
}
