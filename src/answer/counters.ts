// What the data plane counts. Each worker writes its own block of shared memory; the control plane sums them up.

export const COUNTERS = [
  'udp',
  'tcp',
  'tls',
  'https',
  'noerror',
  'formerr',
  'servfail',
  'nxdomain',
  'notimp',
  'refused',
  'badvers',
  'other',
  'truncated',
  'edns',
  'droppedShort',
  'droppedResponse',
  'cookieGood',
  'cookieOther',
  'rateSlipped',
  'rateDropped',
  'denied',
] as const

/** The first of them: queries by the transport that brought them. */
export const TRANSPORT_COUNTERS = COUNTERS.slice(0, 4)

export type Counter = (typeof COUNTERS)[number]

/** Position of a counter in its worker's Float64Array. */
export const COUNTER = Object.fromEntries(COUNTERS.map((counter, i) => [counter, i])) as Readonly<
  Record<Counter, number>
>

/** Which counter an rcode goes to. */
export const RCODE_COUNTER: readonly number[] = Array.from({ length: 32 }, (_, rcode) => {
  const known = ['noerror', 'formerr', 'servfail', 'nxdomain', 'notimp', 'refused'] as const
  return rcode === 16 ? COUNTER.badvers : COUNTER[known[rcode] ?? 'other']
})
