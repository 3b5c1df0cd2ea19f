// Starts serving on all endpoints, with worker files of the caller's choice: ports, the way to do UDP, workers.

import { setFlagsFromString } from 'node:v8'
import { chooseUdp, type UdpIo } from './choose-udp.ts'
import { MAX_PORT_TRIES } from './limits.ts'
import { findPorts } from './ports.ts'
import type { ServingProblem } from './problem.ts'
import { Serving } from './serving.ts'
import type { Places, ServingOptions, WorkerEntries } from './serving-options.ts'

export type Started = { readonly serving: Serving } | { readonly problem: ServingProblem }

/**
 * V8 stops inlining into a function when this many octets of bytecode have been inlined; the answer path needs more
 * than the 920 that it grants. In process it takes an answer from about 117 to 93 ns (bench/README.md).
 */
const INLINED_BYTECODE = '--max-inlined-bytecode-size-cumulative=5000'

export async function startWorkers(options: ServingOptions, entries: WorkerEntries): Promise<Started> {
  setFlagsFromString(INLINED_BYTECODE)
  const choice = await chooseUdp(options.udp.io)
  if ('unusable' in choice) return { problem: koffiProblem(options.listen, choice.unusable) }
  options.onEvent({ event: 'udp-io', ...choice })
  let started = await tryStart(options, choice.io, entries)
  for (let tries = 1; 'problem' in started && tries < MAX_PORT_TRIES; tries++) {
    if (!lostChosenPort(options, started.problem)) break
    started = await tryStart(options, choice.io, entries)
  }
  return started
}

async function tryStart(options: ServingOptions, io: UdpIo, entries: WorkerEntries): Promise<Started> {
  const places = await findPlaces(options)
  if ('problem' in places) return places
  const serving = new Serving(places, io, options, entries)
  const problem = await serving.start()
  return problem ? { problem } : { serving }
}

async function findPlaces({
  listen,
  encrypted,
}: ServingOptions): Promise<Places | { problem: ServingProblem }> {
  const plain = await findPorts(listen, ['tcp', 'udp'])
  if ('problem' in plain) return plain
  const dot = await findPorts(encrypted?.dot ?? [], ['tls'])
  if ('problem' in dot) return dot
  const doh = await findPorts(encrypted?.doh ?? [], ['https'])
  return 'problem' in doh ? doh : { listen: plain, dot, doh }
}

/** Somebody took the port that the system had chosen before our workers did. */
function lostChosenPort(
  { listen, encrypted }: ServingOptions,
  { code, address, port }: ServingProblem,
): boolean {
  const all = [...listen, ...(encrypted?.dot ?? []), ...(encrypted?.doh ?? [])]
  const asked = all.some((endpoint) => endpoint.address === address && endpoint.port === port)
  return code === 'EADDRINUSE' && !asked
}

function koffiProblem(listen: ServingOptions['listen'], reason: string): ServingProblem {
  const { address, port } = listen[0] ?? { address: '', port: 0 }
  const sentence = `UDP through koffi is not possible: ${reason}. Set \`udp.io\` to auto or dgram.`
  return { code: 'koffi-unusable', address, port, transport: 'udp', sentence }
}
