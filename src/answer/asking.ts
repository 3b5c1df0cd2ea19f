// Who asks the current request, and its dice: what choosers look at. One object is used for all requests.

export interface Asking {
  /** 32 random bits. */
  random: number
  /** The address stands at clients[at…], 4 or 16 octets as `family` says. */
  clients: Uint8Array
  at: number
  family: 4 | 6
  /** Prefix length of the addresses that get the same answer, as far as choosers have looked at the address. */
  scope: number
}
