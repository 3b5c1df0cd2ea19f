// May the daemon open its ports, and has it no more rights than that needs?
import type { Config } from '../../config.ts'
import { type Examination, type Finding, ok, problem, skipped, warning } from '../examination.ts'
import { daemonFacts, NOT_LINUX } from './daemon-facts.ts'
import { CAP_NET_BIND_SERVICE, hasCapability, type ProcessFacts, readOrNothing } from './process-facts.ts'

const FIRST_FREE_PORT = '/proc/sys/net/ipv4/ip_unprivileged_port_start'
const USUAL_FIRST_FREE_PORT = 1024
const BIND_REMEDY =
  'in its systemd unit: AmbientCapabilities=CAP_NET_BIND_SERVICE; or for everybody: sysctl -w net.ipv4.ip_unprivileged_port_start=53'

export const privilege: Examination = {
  title: 'privilege',
  async run(context) {
    const daemon = daemonFacts(context)
    if (daemon === undefined) return [skipped(NOT_LINUX)]
    const first = Number(readOrNothing(FIRST_FREE_PORT) ?? USUAL_FIRST_FREE_PORT)
    return judgePrivilege(portsOf(context.config), first, daemon.facts, daemon.isDaemon)
  },
}

function portsOf({ listen, dot, doh, push, metrics, api }: Config): readonly number[] {
  const all = [...listen, ...dot, ...doh, ...(push?.listen ?? []), ...metrics.listen, ...api.listen]
  return [...new Set(all.map(({ port }) => port))].sort((a, b) => a - b)
}

/** `firstFreePort`: from it on anybody may listen. */
export function judgePrivilege(
  ports: readonly number[],
  firstFreePort: number,
  facts: ProcessFacts,
  isDaemon: boolean,
): readonly Finding[] {
  const low = ports.filter((port) => port < firstFreePort)
  const mayBind = low.length === 0 || hasCapability(facts, CAP_NET_BIND_SERVICE)
  const who = isDaemon ? 'the daemon' : 'this user'
  const findings: Finding[] = []
  if (!mayBind)
    findings.push(
      isDaemon
        ? warning(
            `${who} has the ports ${low.join(', ')} open, and could not open them again: it lacks CAP_NET_BIND_SERVICE`,
            BIND_REMEDY,
          )
        : problem(`${who} may not listen on ${low.join(', ')}: that needs CAP_NET_BIND_SERVICE`, BIND_REMEDY),
    )
  if (facts.uid === 0 && isDaemon)
    findings.push(
      warning(
        'the daemon runs as root, and whoever finds a hole in it is root, too',
        `make it a user of its own (User=failover)${low.length === 0 ? '' : `; ${BIND_REMEDY}`}`,
      ),
    )
  if (findings.length > 0) return findings
  return [
    low.length === 0
      ? ok(`${ports.join(', ')}: everybody may listen there (from ${firstFreePort} on)`)
      : ok(`${who} may listen on ${low.join(', ')}${facts.uid === 0 ? '' : ', and is not root'}`),
  ]
}
