// Pick policies: how the records of the answering tier are chosen and ordered, as a tree that a worker can follow.
import { BUCKETS, type Chooser, leafOf, type Tree } from './tree.ts'

/** One record that may be answered. */
export interface Candidate {
  /** Index of the member in its pool. */
  readonly member: number
  readonly weight: number
  /** What makes it itself, for the rendezvous hash: its data. */
  readonly identity: string
}

/** A list of members in the order of the answer. */
export type Selection = readonly number[]

/** Orders that `pick=all` rotates through at the most; a larger RRset starts at so many places, evenly spread. */
export const MAX_ROTATIONS = 16

type Policy = (candidates: readonly Candidate[], answers: number) => Tree<Selection>

export const PICK_POLICIES: Readonly<Record<'all' | 'weighted' | 'sticky', Policy>> = {
  all: pickAll,
  weighted: pickWeighted,
  sticky: pickSticky,
}

/** Every record equally often in first place. */
function pickAll(candidates: readonly Candidate[], answers: number): Tree<Selection> {
  const count = Math.min(candidates.length, MAX_ROTATIONS)
  const starts = Array.from({ length: count }, (_, i) => Math.floor((i * candidates.length) / count))
  return fork(
    { by: 'turn' },
    starts.map((start) => rotated(candidates, start).slice(0, answers)),
  )
}

/**
 * Each record with a probability proportional to its weight. With one answer that is a weighted draw, with all of
 * them the draw decides who stands first. In between, systematic sampling: a pointer at a random place of the line
 * of weights and further ones at equal distances; every record is met in exact proportion, and at most
 * 2 × records different answers exist, so all of them are compiled beforehand.
 */
function pickWeighted(candidates: readonly Candidate[], answers: number): Tree<Selection> {
  const able = candidates.filter((candidate) => candidate.weight > 0)
  const line = able.length > 0 ? able : candidates.map((candidate) => ({ ...candidate, weight: 1 }))
  if (answers === 1 || answers >= line.length)
    return fork(
      { by: 'draw', shares: line.map((candidate) => candidate.weight) },
      line.map((_, i) => rotated(line, i).slice(0, answers)),
    )
  return systematic(line, answers)
}

function systematic(line: readonly Candidate[], answers: number): Tree<Selection> {
  const { ends, step } = lineOfWeights(line, answers)
  const cuts = [...new Set([0, ...ends.map((end) => end % step)])].sort((a, b) => a - b)
  const shares = cuts.map((cut, i) => (cuts[i + 1] ?? step) - cut)
  const selections = cuts.map((cut) =>
    Array.from({ length: answers }, (_, k) => {
      const met = ends.findIndex((end) => end > cut + k * step)
      return (line[met] as Candidate).member
    }),
  )
  return fork({ by: 'draw', shares }, selections)
}

/**
 * The records side by side, in whole numbers: where each one ends, and the distance between two pointers. None is
 * longer than a step, so none is met twice; one so heavy that it would be is exactly a step long, in every answer.
 */
function lineOfWeights(
  line: readonly Candidate[],
  answers: number,
): { readonly ends: readonly number[]; readonly step: number } {
  const certain = new Set<Candidate>()
  for (;;) {
    const rest = line.filter((candidate) => !certain.has(candidate))
    const step = rest.reduce((sum, candidate) => sum + candidate.weight, 0)
    const open = answers - certain.size
    const heavy = rest.filter((candidate) => candidate.weight * open > step)
    if (heavy.length === 0) {
      let end = 0
      const ends = line.map((candidate) => {
        end += certain.has(candidate) ? step : candidate.weight * open
        return end
      })
      return { ends, step }
    }
    for (const candidate of heavy) certain.add(candidate)
  }
}

/** Rendezvous hashing: a client keeps its record, and when one fails only that one's clients move. */
function pickSticky(candidates: readonly Candidate[], answers: number): Tree<Selection> {
  const selections: Selection[] = []
  const known = new Map<string, number>()
  const table = Array.from({ length: BUCKETS }, (_, bucket) => {
    const selection = rendezvous(candidates, bucket).slice(0, answers)
    const key = selection.join()
    const index = known.get(key) ?? selections.push(selection) - 1
    known.set(key, index)
    return index
  })
  return fork({ by: 'bucket', table }, selections)
}

function rendezvous(candidates: readonly Candidate[], bucket: number): number[] {
  return candidates
    .map((candidate) => ({ member: candidate.member, score: score(candidate, bucket) }))
    .sort((a, b) => b.score - a.score || a.member - b.member)
    .map(({ member }) => member)
}

/** Weighted rendezvous: -w / ln(u), u uniform from the hash of record and bucket. */
function score(candidate: Candidate, bucket: number): number {
  let hash = 0x811c9dc5 ^ bucket
  for (let i = 0; i < candidate.identity.length; i++)
    hash = Math.imul(hash ^ candidate.identity.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  hash ^= hash >>> 16
  return -candidate.weight / Math.log(((hash >>> 0) + 0.5) / 0x1_0000_0000)
}

function rotated(candidates: readonly Candidate[], start: number): number[] {
  return [...candidates.slice(start), ...candidates.slice(0, start)].map(({ member }) => member)
}

function fork(chooser: Chooser, selections: readonly Selection[]): Tree<Selection> {
  if (selections.length === 1) return leafOf(selections[0] as Selection)
  return { chooser, branches: selections.map((selection) => leafOf(selection)) }
}
