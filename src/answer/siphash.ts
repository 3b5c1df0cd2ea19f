// SipHash-2-4 (Aumasson, Bernstein 2012) on 32-bit halves: the hash of the interoperable server cookie (RFC 9018 §4.4).

/** One hasher is used again and again; it allocates nothing. */
export class SipHash {
  /** v0 … v3, each as low and high half. */
  readonly #v = new Int32Array(8)
  /** The result, 8 octets in the order of the algorithm (little-endian). */
  readonly result = new Uint8Array(8)
  readonly #resultView = new DataView(this.result.buffer)

  /** Hashes octets[0, length) under the 16 octets of `key`. */
  hash(octets: DataView, length: number, key: DataView): void {
    const v = this.#v
    const [k0, k1] = [key.getInt32(0, true), key.getInt32(4, true)]
    const [k2, k3] = [key.getInt32(8, true), key.getInt32(12, true)]
    v[0] = k0 ^ 0x70736575
    v[1] = k1 ^ 0x736f6d65
    v[2] = k2 ^ 0x6e646f6d
    v[3] = k3 ^ 0x646f7261
    v[4] = k0 ^ 0x6e657261
    v[5] = k1 ^ 0x6c796765
    v[6] = k2 ^ 0x79746573
    v[7] = k3 ^ 0x74656462
    const whole = length & ~7
    for (let at = 0; at < whole; at += 8)
      this.#absorb(octets.getInt32(at, true), octets.getInt32(at + 4, true))
    let low = 0
    let high = length << 24
    for (let i = 0; i < (length & 7); i++) {
      const octet = octets.getUint8(whole + i)
      if (i < 4) low |= octet << (8 * i)
      else high |= octet << (8 * (i - 4))
    }
    this.#absorb(low, high)
    v[4] = (v[4] as number) ^ 0xff
    for (let i = 0; i < 4; i++) this.#round()
    const low0 = (v[0] as number) ^ (v[2] as number) ^ (v[4] as number) ^ (v[6] as number)
    const high0 = (v[1] as number) ^ (v[3] as number) ^ (v[5] as number) ^ (v[7] as number)
    this.#resultView.setInt32(0, low0, true)
    this.#resultView.setInt32(4, high0, true)
  }

  #absorb(low: number, high: number): void {
    const v = this.#v
    v[6] = (v[6] as number) ^ low
    v[7] = (v[7] as number) ^ high
    this.#round()
    this.#round()
    v[0] = (v[0] as number) ^ low
    v[1] = (v[1] as number) ^ high
  }

  #round(): void {
    this.#add(0, 2)
    this.#rotateXor(2, 13, 0)
    this.#swap(0)
    this.#add(4, 6)
    this.#rotateXor(6, 16, 4)
    this.#add(0, 6)
    this.#rotateXor(6, 21, 0)
    this.#add(4, 2)
    this.#rotateXor(2, 17, 4)
    this.#swap(4)
  }

  #add(to: number, from: number): void {
    const v = this.#v
    const low = ((v[to] as number) >>> 0) + ((v[from] as number) >>> 0)
    v[to] = low
    v[to + 1] = (v[to + 1] as number) + (v[from + 1] as number) + (low > 0xffff_ffff ? 1 : 0)
  }

  /** Rotates a 64-bit word left by fewer than 32 bits, then takes the exclusive or with another. */
  #rotateXor(word: number, bits: number, other: number): void {
    const v = this.#v
    const low = v[word] as number
    const high = v[word + 1] as number
    v[word] = ((low << bits) | (high >>> (32 - bits))) ^ (v[other] as number)
    v[word + 1] = ((high << bits) | (low >>> (32 - bits))) ^ (v[other + 1] as number)
  }

  /** A rotation by 32. */
  #swap(word: number): void {
    const v = this.#v
    const low = v[word] as number
    v[word] = v[word + 1] as number
    v[word + 1] = low
  }
}
