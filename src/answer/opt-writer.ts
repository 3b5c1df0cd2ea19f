// Writes the OPT record of a reply, with the options that this request is owed.
import { TYPE } from '../dns/type.ts'
import { SERVER_COOKIE_OCTETS } from './cookie.ts'
import { CLIENT_COOKIE_OCTETS, type EdnsRequest, OPTION } from './edns-request.ts'

/** Our offer, and the most that we send over UDP: fits into any path without fragments (DNS flag day 2020). */
export const MAX_UDP_OCTETS = 1232

const OPT_OCTETS = 11
const OPTION_HEAD_OCTETS = 4
const EXTENDED_ERROR_OCTETS = OPTION_HEAD_OCTETS + 2
const COOKIE_OCTETS = CLIENT_COOKIE_OCTETS + SERVER_COOKIE_OCTETS
/** RFC 8467 §4.1: answers are padded to a multiple of this. */
const PADDING_BLOCK = 468

export interface OptOptions {
  /** Who we are (RFC 5001); empty when it is not told. */
  readonly nsid: Uint8Array
  /** RFC 7828 §3.1: in units of 100 ms. */
  readonly keepaliveUnits: number
}

export class OptWriter {
  readonly #options: OptOptions
  #at = 0

  constructor(options: OptOptions) {
    this.#options = options
  }

  /** What write() takes without padding; `isTcp` for every transport over TCP. */
  octets(edns: EdnsRequest, isTcp: boolean, extendedError: number): number {
    let octets = OPT_OCTETS
    if (edns.subnetFamily !== 0) octets += OPTION_HEAD_OCTETS + 4 + ((edns.subnetPrefix + 7) >> 3)
    if (edns.wantsNsid && this.#options.nsid.length > 0)
      octets += OPTION_HEAD_OCTETS + this.#options.nsid.length
    if (edns.hasCookie) octets += OPTION_HEAD_OCTETS + COOKIE_OCTETS
    if (isTcp && edns.wantsKeepalive) octets += OPTION_HEAD_OCTETS + 2
    if (extendedError >= 0) octets += EXTENDED_ERROR_OCTETS
    return octets
  }

  /**
   * RFC 6891 §6.1.1: a request with an OPT gets one back; §7: also when truncated or in error. `rcode` has 12 bits,
   * `extendedError` is an INFO-CODE of RFC 8914 or -1, `padTo` the length to pad the whole message up to a multiple of
   * (from `start`; 0: none), `end` the most it may become. Returns the end of the message.
   */
  write(
    view: DataView,
    start: number,
    at: number,
    rcode: number,
    edns: EdnsRequest,
    isTcp: boolean,
    extendedError: number,
    isEncrypted: boolean,
    end: number,
  ): number {
    view.setUint16(start + 10, view.getUint16(start + 10) + 1)
    view.setUint8(at, 0)
    view.setUint16(at + 1, TYPE.OPT)
    view.setUint16(at + 3, MAX_UDP_OCTETS)
    view.setUint8(at + 5, rcode >> 4)
    view.setUint8(at + 6, 0)
    view.setUint16(at + 7, edns.dnssecOk ? 0x8000 : 0)
    this.#at = at + OPT_OCTETS
    if (edns.subnetFamily !== 0) this.#subnet(view, edns)
    if (edns.wantsNsid && this.#options.nsid.length > 0)
      this.#octetsOption(view, OPTION.nsid, this.#options.nsid)
    if (edns.hasCookie) this.#cookie(view, edns.cookie)
    if (isTcp && edns.wantsKeepalive) this.#number(view, OPTION.keepalive, this.#options.keepaliveUnits)
    if (extendedError >= 0) this.#number(view, OPTION.extendedError, extendedError)
    // RFC 7830 §6: never where the transport does not encrypt.
    if (isEncrypted && edns.isPadded) this.#padding(view, start, end)
    view.setUint16(at + 9, this.#at - at - OPT_OCTETS)
    return this.#at
  }

  /** RFC 7871 §7.2.1: the subnet as it came, and the scope for which the answer holds. */
  #subnet(view: DataView, { subnet, subnetFamily, subnetPrefix, subnetScope }: EdnsRequest): void {
    const octets = (subnetPrefix + 7) >> 3
    const at = this.#head(view, OPTION.clientSubnet, 4 + octets)
    view.setUint16(at, subnetFamily === 4 ? 1 : 2)
    view.setUint8(at + 2, subnetPrefix)
    view.setUint8(at + 3, subnetScope)
    for (let i = 0; i < octets; i++) view.setUint8(at + 4 + i, subnet[i] as number)
  }

  #cookie(view: DataView, cookie: DataView): void {
    const at = this.#head(view, OPTION.cookie, COOKIE_OCTETS)
    for (let i = 0; i < COOKIE_OCTETS; i++) view.setUint8(at + i, cookie.getUint8(i))
  }

  #octetsOption(view: DataView, code: number, octets: Uint8Array): void {
    const at = this.#head(view, code, octets.length)
    for (let i = 0; i < octets.length; i++) view.setUint8(at + i, octets[i] as number)
  }

  #number(view: DataView, code: number, value: number): void {
    view.setUint16(this.#head(view, code, 2), value)
  }

  #padding(view: DataView, start: number, end: number): void {
    const length = this.#at + OPTION_HEAD_OCTETS - start
    const wanted = Math.ceil(length / PADDING_BLOCK) * PADDING_BLOCK - length
    const octets = Math.min(wanted, end - start - length)
    if (octets < 0) return
    const at = this.#head(view, OPTION.padding, octets)
    for (let i = 0; i < octets; i++) view.setUint8(at + i, 0)
  }

  /** Code and length; returns where the data begins, and goes on behind it. */
  #head(view: DataView, code: number, octets: number): number {
    const at = this.#at
    view.setUint16(at, code)
    view.setUint16(at + 2, octets)
    this.#at = at + OPTION_HEAD_OCTETS + octets
    return at + OPTION_HEAD_OCTETS
  }
}
