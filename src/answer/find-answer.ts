// From a question to its answer in the book: RFC 1034 §4.3.2 on nodes, without a copy and without a miss path apart.
import { TYPE } from '../dns/type.ts'
import { ANY_TYPE, FLAG_CUT, FLAG_DNAME, FLAG_WILDCARD, WILDCARD_ENTRY } from './layout.ts'
import type { Question } from './question.ts'
import type { BookReader } from './reader.ts'

/**
 * The ref of the answer; 0 when no zone of ours holds the name; the negative byte offset of a node when the name is
 * below its DNAME. question.node tells whose data it is. The name stands at `nameAt` of the view.
 */
export function findAnswer(book: BookReader, view: DataView, nameAt: number, question: Question): number {
  const { type, length, labels, labelAt } = question
  question.node = 0
  const node = labels <= book.maxLabels ? book.find(view, nameAt, length) : 0
  if (node !== 0) {
    question.node = node
    return answerAt(book, node, type)
  }
  // The closest encloser (RFC 4592 §3.3.1) cannot have more labels than the deepest node.
  for (let i = Math.max(1, labels - book.maxLabels); i <= labels; i++) {
    const skip = i === labels ? length - 1 : (labelAt[i] as number)
    const encloser = book.find(view, nameAt + skip, length - skip)
    if (encloser !== 0) {
      question.node = encloser
      return answerBelow(book, encloser, type)
    }
  }
  return 0
}

function answerAt(book: BookReader, node: number, type: number): number {
  const isCut = (book.flags(node) & FLAG_CUT) !== 0
  // RFC 4035 §3.1.4.1: DS at a cut is the parent's own, or its NODATA; everything else there is a referral.
  if (isCut && type !== TYPE.DS) return book.entry(node, ANY_TYPE)
  const ref = type === TYPE.ANY ? book.firstEntry(node) : book.entry(node, type)
  if (ref !== 0) return ref
  // RFC 4035 §2.5: these two may stand beside a CNAME, so they are looked for at the alias itself.
  const isOwnData = isCut || type === TYPE.NSEC || type === TYPE.RRSIG
  const other = isOwnData ? 0 : book.entry(node, ANY_TYPE)
  return other !== 0 ? other : book.noData(node)
}

function answerBelow(book: BookReader, encloser: number, type: number): number {
  const flags = book.flags(encloser)
  if ((flags & FLAG_CUT) !== 0) return book.entry(encloser, ANY_TYPE)
  // RFC 6672 §2.4: nothing else can be below a DNAME.
  if ((flags & FLAG_DNAME) !== 0) return -encloser
  if ((flags & FLAG_WILDCARD) !== 0) {
    const wildcard = book.entry(encloser, WILDCARD_ENTRY)
    if (wildcard !== 0) return answerAt(book, wildcard, type)
  }
  return book.noName(encloser)
}
