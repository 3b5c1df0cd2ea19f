// NS, MX and SRV name hosts that have addresses and are no aliases (RFC 2181 §10.3, RFC 2782, RFC 1034 §4.2.1 for glue).
import { foldCase, isWithin, type Name, nameToText } from '../../dns/name.ts'
import { hostNamedBy } from '../../dns/rdata/names.ts'
import { TYPE, typeToText } from '../../dns/type.ts'
import type { Code } from '../codes.ts'
import type { ProblemList } from '../problem-list.ts'
import type { ZoneRecord } from '../zone.ts'
import { ancestorsOf, isAddress, matchesAt, recordsAt, type ZoneIndex } from '../zone-index.ts'

interface HostRule {
  readonly type: number
  readonly isCname: Code
  readonly withoutAddress: Code
}

const RULES: readonly HostRule[] = [
  { type: TYPE.NS, isCname: 'ns-is-cname', withoutAddress: 'ns-without-address' },
  { type: TYPE.MX, isCname: 'mx-is-cname', withoutAddress: 'mx-without-address' },
  { type: TYPE.SRV, isCname: 'srv-is-cname', withoutAddress: 'srv-without-address' },
]

export function checkHosts(index: ZoneIndex, problems: ProblemList): void {
  for (const rule of RULES)
    for (const record of index.ofType.get(rule.type) ?? []) checkHost(index, record, rule, problems)
}

function checkHost(index: ZoneIndex, record: ZoneRecord, rule: HostRule, problems: ProblemList): void {
  const host = hostNamedBy(record.type, record.rdata)
  if (host === undefined) return
  const folded = foldCase(host)
  if (!isWithin(folded, index.origin)) return
  const cut = cutOver(index, folded)
  if (cut !== undefined) {
    if (rule.type === TYPE.NS && cut === foldCase(record.owner)) checkGlue(index, record, host, problems)
    return
  }
  const found = matchesAt(index, folded)
  const severity = severityOf(index, record)
  const text = nameToText(host)
  const type = typeToText(record.type)
  if (found.some((match) => match.type === TYPE.CNAME))
    problems[severity](
      record.place,
      rule.isCname,
      `${text} is a CNAME, but ${type} must name a host by its own name; write the name behind the CNAME`,
    )
  else if (!found.some(isAddress) && !isRedirected(index, folded))
    problems[severity](record.place, rule.withoutAddress, `${text} has no A or AAAA record here; add one`)
}

/** As in named-checkzone: only a wrong server of this zone itself keeps it out of service. */
function severityOf(index: ZoneIndex, record: ZoneRecord): 'error' | 'warning' {
  return record.type === TYPE.NS && foldCase(record.owner) === index.origin ? 'error' : 'warning'
}

/** RFC 1034 §4.2.1: the addresses of servers below the cut must be on this side of it, or nobody can ask them. */
function checkGlue(index: ZoneIndex, record: ZoneRecord, host: Name, problems: ProblemList): void {
  if (recordsAt(index, foldCase(host)).some(isAddress)) return
  const sentence = `${nameToText(host)} is below this delegation and cannot be found without glue; add its A or AAAA record here`
  problems.warning(record.place, 'glue-missing', sentence)
}

/** The delegation that `name` is at or below. */
function cutOver(index: ZoneIndex, name: Name): Name | undefined {
  if (index.cuts.size === 0) return undefined
  let top = index.cuts.has(name) ? name : undefined
  for (const ancestor of ancestorsOf(index, name)) if (index.cuts.has(ancestor)) top = ancestor
  return top
}

function isRedirected(index: ZoneIndex, name: Name): boolean {
  if (index.redirects.size === 0) return false
  for (const ancestor of ancestorsOf(index, name)) if (index.redirects.has(ancestor)) return true
  return false
}
