// The rules that a zone as a whole must obey, each in linear time: those of named-checkzone and a few of our own.
import type { ProblemList } from './problem-list.ts'
import { checkAliases } from './rules/aliases.ts'
import { checkApex } from './rules/apex.ts'
import { checkBuried } from './rules/buried.ts'
import { checkHosts } from './rules/hosts.ts'
import { checkMembership } from './rules/membership.ts'
import { checkSoa } from './rules/soa.ts'
import { checkWildcards } from './rules/wildcards.ts'
import type { ZoneIndex } from './zone-index.ts'

type Rule = (index: ZoneIndex, problems: ProblemList) => void

const RULES: readonly Rule[] = [
  checkApex,
  checkSoa,
  checkMembership,
  checkAliases,
  checkBuried,
  checkHosts,
  checkWildcards,
]

export function checkZone(index: ZoneIndex, problems: ProblemList): void {
  for (const rule of RULES) rule(index, problems)
}
