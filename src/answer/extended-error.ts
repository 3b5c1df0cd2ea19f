// Extended DNS errors that we give (RFC 8914 §4): why, beside the rcode. Sent only to who speaks EDNS.

export const EXTENDED_ERROR = {
  none: -1,
  /** RFC 8914 §4.4: nothing of the pool is available; what is answered is the zone's choice for that day. */
  stale: 3,
  /** RFC 8914 §4.15: no book is loaded yet. */
  notReady: 14,
  /** RFC 8914 §4.19: this client may not ask for this zone. */
  prohibited: 18,
  /** RFC 8914 §4.21: no zone of ours holds the name. */
  notAuthoritative: 20,
} as const
