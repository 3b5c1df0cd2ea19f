// The question of a request, read in place: where its labels begin, its type and class.
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from '../dns/name.ts'
import { QUESTION_TAIL_OCTETS } from './layout.ts'

export class Question {
  /** Octets of the name, root label included. */
  length = 0
  labels = 0
  /** Offsets of the labels from the start of the name, leftmost first. */
  readonly labelAt = new Uint8Array(128)
  type = 0
  class = 0
  /** Set by findAnswer: the node of the name, or of its closest encloser. */
  node = 0

  /** There is no question: its end is where the header ends. */
  none(): void {
    this.length = -QUESTION_TAIL_OCTETS
    this.labels = 0
  }

  /** Reads the question at `at`; false when it is malformed or does not end before `end`. */
  read(octets: Uint8Array, at: number, end: number): boolean {
    let p = at
    let labels = 0
    for (;;) {
      if (p >= end) return false
      const label = octets[p] as number
      if (label === 0) break
      // The first name of a message has nothing before it to point to (RFC 1035 §4.1.4).
      if (label > MAX_LABEL_OCTETS || p - at + label + 2 > MAX_NAME_OCTETS) return false
      this.labelAt[labels++] = p - at
      p += label + 1
    }
    if (p + 5 > end) return false
    this.labels = labels
    this.length = p + 1 - at
    this.type = ((octets[p + 1] as number) << 8) | (octets[p + 2] as number)
    this.class = ((octets[p + 3] as number) << 8) | (octets[p + 4] as number)
    return true
  }
}
