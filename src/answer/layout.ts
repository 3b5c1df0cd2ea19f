// The book's memory layout: one arena of 32-bit words on a SharedArrayBuffer, read by all workers without a lock.
//
//   header   64 words, see HEADER
//   table    open addressing: byte offset of a node, 0 where free; a power of two of slots
//   zone     noDataRef, noNameRef, allowRef (a network chooser whose branch 1 may ask; 0: everybody may),
//            row in which its replies are counted (zone-counters.ts)
//   node     hash | nameLength:8 flags:8 entryCount:16 | zone | entries (type, ref) … | name octets, folded, padded
//   leaf     kind:4 rcode:4 aa:1 stale:1 relocations:14 baseLength:8 | body:16 core:16 | answers:16 authority:16 |
//            additional:16 glue:16 | body octets, padded | positions of pointers to relocate, 16 bits each, padded
//   turn     kind:4 count:28 | refs …
//   draw     kind:4 count:28 | (threshold, ref) …
//   bucket   kind:4 count:28 | refs … | BUCKETS octets
//   network  kind:4 count:28 | v4:16 v6:16 | refs … | (start, branch) × v4 | (start × 4, branch) × v6
//
// A ref is the byte offset of a leaf or a chooser. A flip writes new blocks and then swaps one ref with one atomic
// store, so a reader sees the old answer or the new one, never a mixture. Old blocks are reused only after every
// worker has passed the generation in which they were replaced.
//
// Bodies are compiled as they stand behind a question of `baseLength` octets. Compression pointers are relative to
// that; when the question is longer (wildcards, name errors, referrals) every pointer that is listed behind the body
// moves by the difference.

export const HEADER = {
  magic: 0,
  tableAt: 1,
  tableMask: 2,
  /** Labels of the deepest node: no ancestor with more of them needs to be looked for. */
  maxLabels: 3,
  nodes: 4,
  generation: 5,
  /** Slots with GONE_NODE. */
  gone: 6,
} as const

export const HEADER_OCTETS = 256
/** In the table it stands where a name was that is gone: a node without a name, in words of the header that are never written. */
export const GONE_NODE = 128
export const MAGIC = 0x0b00_0c01

export const KIND = { leaf: 0, turn: 1, draw: 2, bucket: 3, network: 4 } as const

/** A delegation: entry ANY_TYPE is the referral, only DS is the parent's own (RFC 4035 §3.1.4.1). */
export const FLAG_CUT = 1
/** Entry WILDCARD_ENTRY is the node of the wildcard below. */
export const FLAG_WILDCARD = 2
/** Entry DNAME_ENTRY is the leaf that begins every answer below. */
export const FLAG_DNAME = 4

/** The zone is not for everybody: see allowRef. */
export const FLAG_RESTRICTED = 8

/** The node is the apex of its zone. */
export const FLAG_APEX = 16

/** Entries that are no RR type: beyond 16 bits, or 0 (reserved, RFC 6895 §3.1). */
export const ANY_TYPE = 0
export const RR_TYPES = 0x1_0000
export const WILDCARD_ENTRY = 0x1_0000
export const DNAME_ENTRY = 0x1_0001

/** Bits of a leaf's first word. */
export const LEAF_AUTHORITATIVE = 1 << 8
export const LEAF_STALE = 1 << 9
export const LEAF_RELOCATIONS_SHIFT = 10
export const LEAF_RELOCATIONS_MASK = 0x3fff

export const NODE_OCTETS = 12
export const ZONE_OCTETS = 16
export const ENTRY_OCTETS = 8
export const LEAF_OCTETS = 16
export const DNS_HEADER_OCTETS = 12
/** QTYPE and QCLASS. */
export const QUESTION_TAIL_OCTETS = 4

/** Whole words: every block begins at a multiple of 4. */
export function padded(octets: number): number {
  return (octets + 3) & ~3
}
