// Every deliberate difference between our answers and those of NSD, Knot and BIND, each with the rule behind it.
import { type Name, nameToText } from '../../src/dns/name.ts'
import { TYPE } from '../../src/dns/type.ts'
import type { Case } from '../support/peers/compare.ts'
import { essenceOf, type Line, type Reply, typeOf } from '../support/peers/reply.ts'
import type { Request } from '../support/peers/request.ts'
import { originAbove } from '../support/peers/zones.ts'

export interface Difference {
  readonly rfc: string
  readonly sentence: string
  /** What they would have said with our rule, when this difference is at work; undefined when it is not. */
  readonly undo: (request: Request, ours: Reply, theirs: Reply) => Reply | undefined
}

const OPCODE_NOTIFY = 4
const OPCODE_UPDATE = 5
const OPTION_CLIENT_SUBNET = 8
const OPTION_COOKIE = 10
/** The shortest bound of theirs (Knot's). */
const FEW_ALIASES = 5

export const DIFFERENCES: readonly Difference[] = [
  {
    rfc: 'RFC 4035 §3.1.6',
    sentence: 'CD is copied from the request; NSD and Knot clear it',
    undo: ({ bits }, ours, theirs) =>
      bits.includes('cd') && has(ours, 'cd') && !has(theirs, 'cd') && theirs.verdict !== 'drop'
        ? { ...theirs, flags: `${theirs.flags} cd` }
        : undefined,
  },
  {
    rfc: 'RFC 1035 §4.1.1',
    sentence: 'who sends what cannot be read is told so with FORMERR or NOTIMP; NSD and Knot often drop it',
    undo: (_, ours, theirs) =>
      theirs.verdict === 'drop' && ['FORMERR', 'NOTIMP'].includes(ours.verdict) ? ours : undefined,
  },
  {
    rfc: 'RFC 6891 §7',
    sentence:
      'FORMERR and NOTIMP carry an OPT if the request had one that could be read; how much is repeated is free',
    undo: (_, ours, theirs) =>
      theirs.verdict === ours.verdict && ['FORMERR', 'NOTIMP'].includes(ours.verdict)
        ? { ...theirs, questions: ours.questions, opt: ours.opt, flags: ours.flags }
        : undefined,
  },
  {
    rfc: 'RFC 1035 §4.1.1',
    sentence: 'NOTIFY and UPDATE are opcodes that we do not have: NOTIMP, whatever they carry',
    undo: ({ opcode }, ours) =>
      [OPCODE_NOTIFY, OPCODE_UPDATE].includes(opcode) && ours.verdict === 'NOTIMP' ? ours : undefined,
  },
  {
    rfc: 'RFC 7871 §7.2.1',
    sentence: 'a malformed client subnet is FORMERR; NSD and Knot have no client subnets and pass it over',
    undo: (request, ours) =>
      hasOption(request, OPTION_CLIENT_SUBNET) && ours.verdict === 'FORMERR' ? ours : undefined,
  },
  {
    rfc: 'RFC 7873 §5.2.2',
    sentence:
      'a cookie of a length that none can have is FORMERR; NSD and Knot pass it over when cookies are off',
    undo: (request, ours) =>
      hasOption(request, OPTION_COOKIE) && ours.verdict === 'FORMERR' ? ours : undefined,
  },
  {
    rfc: 'RFC 1034 §4.3.2',
    sentence:
      'an alias that leads into another zone of ours is followed there; Knot and BIND stop, NSD goes on',
    undo: (_, ours, theirs) => (crossesZones(ours) && beginsAlike(ours, theirs) ? ours : undefined),
  },
  {
    rfc: 'RFC 1034 §3.6.2',
    sentence:
      'a chain ends at a loop or after 16 aliases with what was found; Knot stops after 5, BIND says SERVFAIL, NSD has no bound',
    undo: (_, ours, theirs) =>
      (theirs.verdict === 'SERVFAIL' || aliasesIn(ours).length >= FEW_ALIASES || growsForEver(theirs)) &&
      beginsAlike(ours, theirs)
        ? ours
        : undefined,
  },
  {
    rfc: 'RFC 9471 §3.1',
    sentence:
      'a referral whose glue does not fit is truncated as a whole; NSD and BIND send what fits without TC',
    undo: (_, ours, theirs) =>
      has(ours, 'tc') && !has(theirs, 'tc') && theirs.authority.some((line) => typeOf(line) === 'NS')
        ? ours
        : undefined,
  },
  {
    rfc: 'RFC 8482 §4.1',
    sentence: 'ANY is answered with one RRset, which one is free; BIND gives all of them',
    undo: ({ type }, ours, theirs) =>
      type === TYPE.ANY &&
      ours.verdict === theirs.verdict &&
      ours.answer.length > 0 &&
      theirs.answer.length > 0
        ? ours
        : undefined,
  },
]

/** The differences at work in this case, and what is left of it without them. */
export function withoutDifferences(compared: Case): {
  readonly case: Case
  readonly found: readonly Difference[]
} {
  const { request, ours } = compared
  const found = new Set<Difference>()
  const peers = compared.peers.map(({ name, reply }) => {
    let undone = reply
    for (const difference of DIFFERENCES) {
      if (essenceOf(undone) === essenceOf(ours)) break
      const next = difference.undo(request, ours, undone)
      if (next !== undefined && essenceOf(next) !== essenceOf(undone)) found.add(difference)
      undone = next ?? undone
    }
    return { name, reply: undone }
  })
  return { case: { ...compared, peers }, found: [...found] }
}

function has({ flags }: Reply, flag: string): boolean {
  return flags.split(' ').includes(flag)
}

function hasOption({ opts }: Request, code: number): boolean {
  return opts.some(({ options }) => options.some(([each]) => each === code))
}

function aliasesIn({ answer }: Reply): Line[] {
  return answer.filter((line) => ['CNAME', 'DNAME'].includes(typeOf(line)))
}

/** Whether all that they found is part of what we found, or the other way round. */
function beginsAlike(ours: Reply, theirs: Reply): boolean {
  if (theirs.answer.length === 0) return false
  const [shorter, longer] = [ours.answer, theirs.answer].sort((a, b) => a.length - b.length)
  return has(ours, 'tc') || has(theirs, 'tc') || shorter?.every((line) => longer?.includes(line)) === true
}

/** A DNAME that leads below itself: each step is longer than the one before, and where to stop is free. */
function growsForEver(reply: Reply): boolean {
  return aliasesIn(reply).some(
    (line) => typeOf(line) === 'DNAME' && targetOf(line).endsWith(`.${ownerOf(line)}`),
  )
}

function crossesZones(reply: Reply): boolean {
  return aliasesIn(reply).some((line) => {
    const target = originAbove(targetOf(line))
    return target !== undefined && target !== originAbove(ownerOf(line))
  })
}

function ownerOf(line: Line): string {
  return line.split(' ')[0] ?? ''
}

/** Of a CNAME or DNAME. */
function targetOf(line: Line): string {
  return nameToText(Buffer.from(line.split(' ')[3] ?? '', 'hex').toString('latin1') as Name)
}
