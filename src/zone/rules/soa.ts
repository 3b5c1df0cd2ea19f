// The SOA's own sense: its timers (RFC 1912 §2.2), and a mailbox that is a name (RFC 1035 §3.3.13).
import { parentOf } from '../../dns/name.ts'
import { u32At } from '../../dns/octets.ts'
import { namesInRdata } from '../../dns/rdata/names.ts'
import { TYPE } from '../../dns/type.ts'
import type { ProblemList } from '../problem-list.ts'
import type { ZoneRecord } from '../zone.ts'
import type { ZoneIndex } from '../zone-index.ts'

/** RFC 2308 §5: nobody should keep a negative answer for longer than a day. */
const MAX_MINIMUM_SECONDS = 86_400

export function checkSoa(index: ZoneIndex, problems: ProblemList): void {
  const soa = index.ofType.get(TYPE.SOA)?.[0]
  if (soa === undefined || soa.rdata.length < 22) return
  checkTimers(soa, problems)
  const mailbox = namesInRdata(TYPE.SOA, soa.rdata)[1]?.name
  if (mailbox === undefined) return
  const label = mailbox.slice(1, mailbox.length - parentOf(mailbox).length)
  if (label.includes('@'))
    problems.warning(
      soa.place,
      'soa-mailbox',
      'the mailbox of an SOA has a dot in place of @; write hostmaster.example.com. for hostmaster@example.com',
    )
}

function checkTimers(soa: ZoneRecord, problems: ProblemList): void {
  const timer = (fromEnd: number) => u32At(soa.rdata, soa.rdata.length - fromEnd)
  const [refresh, retry, expire, minimum] = [timer(16), timer(12), timer(8), timer(4)]
  const warn = (sentence: string) => problems.warning(soa.place, 'soa-timers', sentence)
  if (retry >= refresh) warn(`the retry of ${retry} s is not below the refresh of ${refresh} s; lower it`)
  if (expire < refresh + retry)
    warn(
      `the expire of ${expire} s is below refresh plus retry, ${refresh + retry} s; raise it to a week or so`,
    )
  if (minimum > MAX_MINIMUM_SECONDS)
    warn(
      `the minimum of ${minimum} s keeps "no such name" in caches for more than a day; lower it to an hour or less`,
    )
}
