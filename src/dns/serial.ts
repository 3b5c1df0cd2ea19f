// Serial number arithmetic (RFC 1982): addition that wraps, and which of two zone versions is the newer one.

const HALF = 0x8000_0000

/** RFC 1982 §3.1: addition modulo 2^32; `count` is at most 2^31 - 1. */
export function addToSerial(serial: number, count: number): number {
  return (serial + count) >>> 0
}

/** RFC 1982 §3.2: `a` is ahead of `b` by less than 2^31; serials exactly 2^31 apart have no order. */
export function isSerialGreater(a: number, b: number): boolean {
  const ahead = (a - b) >>> 0
  return ahead !== 0 && ahead < HALF
}
