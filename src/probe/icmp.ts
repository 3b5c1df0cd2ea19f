// icmp: a machine answers echo requests, as ping sends them.
//
// | option    | default | meaning                                            |
// |-----------|---------|----------------------------------------------------|
// | count=    | 3       | how many requests are sent at most, 1 to 20        |
// | need=     | 1       | how many replies it takes to pass                  |
// | interval= | 200ms   | time from one request to the next, 10ms to 10s     |
//
// It passes with the last reply that it needs, so that a healthy machine is sent one request only; the others are sent
// when replies are lost. All of them must fit into timeout=. No privilege is needed where the sysctl
// net.ipv4.ping_group_range holds a group of this process; else it takes CAP_NET_RAW. A machine that answers may still
// serve nothing: this is a check for routers, uplinks and gateways.
//
//     ;@ check uplink icmp count=4 need=2 interval=100ms
import { isIPv6 } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { exchange } from './attempt/exchange.ts'
import { icmpObstacle, openIcmp } from './attempt/icmp-socket.ts'
import { duration, integer, readOptions, type Values } from './options/options.ts'
import type { OptionProblem, Probe } from './probe.ts'
import { echoRequest, echoSeries, repliedSequence } from './protocol/icmp-echo.ts'

const MAX_COUNT = 20
const OPTIONS = {
  count: integer(1, MAX_COUNT, 3),
  need: integer(1, MAX_COUNT, 1),
  interval: duration(10, 10_000, 200),
}

type Expectation = Values<typeof OPTIONS>

export const icmp: Probe<'icmp'> = {
  type: 'icmp',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = [...tooFew(values), ...obstacles()]
    if (problems.length > 0) return { ok: false, problems }
    return { ok: true, run: (address, signal) => attempt(signal, (attempt) => ask(attempt, address, values)) }
  },
}

function tooFew({ count, need }: Expectation): readonly OptionProblem[] {
  return need > count
    ? [{ option: 'need', sentence: `need=${need} can never pass with count=${count}; send more requests` }]
    : []
}

function obstacles(): readonly OptionProblem[] {
  const sentence = icmpObstacle()
  return sentence === undefined ? [] : [{ option: '', sentence }]
}

/** The sockets of ICMP have no ports, but Node wants one to be named. */
const ANY_PORT = 7

function ask(attempt: Attempt, address: string, { count, need, interval }: Expectation): () => void {
  const series = echoSeries(isIPv6(address) ? 6 : 4)
  const replied = new Set<number>()
  let sent = 0
  return exchange(attempt, address, {
    open: openIcmp,
    port: ANY_PORT,
    datagram: (_own, turn) => {
      sent = turn + 1
      attempt.stage = `${replied.size} of ${sent} replies, expected ${need}`
      return echoRequest(series, turn)
    },
    againAfterMs: new Array(count - 1).fill(interval),
    judge: (message) => {
      const sequence = repliedSequence(series, message)
      if (sequence === undefined || sequence >= sent) return undefined
      replied.add(sequence)
      attempt.stage = `${replied.size} of ${sent} replies, expected ${need}`
      return replied.size >= need ? ['ok', `${replied.size} of ${sent} replies`] : undefined
    },
  })
}
