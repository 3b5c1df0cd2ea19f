// The SOA serial that is published: it grows with every change of content, whatever the file says.

const HALF = 0x8000_0000

/**
 * The serial to publish after a load: the file's when it is ahead of the last published one, else the last one, plus
 * one if the content has changed.
 */
export function nextSerial(previous: number | undefined, fileSerial: number, changed: boolean): number {
  if (previous === undefined) return fileSerial
  if (isSerialGreater(fileSerial, previous)) return fileSerial
  return changed ? addToSerial(previous, 1) : previous
}

/** RFC 1982 §3.1: addition modulo 2^32; `count` is at most 2^31 - 1. */
export function addToSerial(serial: number, count: number): number {
  return (serial + count) >>> 0
}

/** RFC 1982 §3.2: `a` is ahead of `b` by less than 2^31; serials exactly 2^31 apart have no order. */
export function isSerialGreater(a: number, b: number): boolean {
  const ahead = (a - b) >>> 0
  return ahead !== 0 && ahead < HALF
}
