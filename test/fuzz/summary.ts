// What became of a storm, in one line.

import type { Survived } from './daemon-storm.ts'
import type { Asked } from './good-questions.ts'

export function summaryOf({
  fresh,
  before,
  after,
  datagrams,
  during,
  afterwards,
  seconds,
}: Survived): string {
  const mb = ({ residentBytes }: Survived['before']): string => `${(residentBytes / (1 << 20)).toFixed(0)} MB`
  const told = ({ asked, retried, failures }: Asked): string =>
    `${asked - failures.length} of ${asked} answered, ${retried} asked again`
  return [
    `resident ${mb(fresh)} fresh, ${mb(before)} before, ${mb(after)} after`,
    `descriptors ${before.descriptors} before, ${after.descriptors} after`,
    `between ${datagrams.sent} datagrams ${datagrams.asked - datagrams.lost} of ${datagrams.asked} answered`,
    `UDP ${told(during.udp)}`,
    `TCP ${told(during.tcp)}`,
    `afterwards ${told(afterwards)}`,
    `${seconds.toFixed(1)} s`,
  ].join('; ')
}
