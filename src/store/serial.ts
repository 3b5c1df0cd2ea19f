// The SOA serial that is published: it grows with every change of content, whatever the file says.
import { addToSerial, isSerialGreater } from '../dns/serial.ts'

/**
 * The serial to publish after a load: the file's when it is ahead of the last published one, else the last one, plus
 * one if the content has changed.
 */
export function nextSerial(previous: number | undefined, fileSerial: number, changed: boolean): number {
  if (previous === undefined) return fileSerial
  if (isSerialGreater(fileSerial, previous)) return fileSerial
  return changed ? addToSerial(previous, 1) : previous
}
