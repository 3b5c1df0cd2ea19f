// Does everything that failover.yaml opens answer, asked from outside of the daemon?
import type { Endpoint } from '../../config/values.ts'
import { type Name, ROOT } from '../../dns/name.ts'
import { TYPE } from '../../dns/type.ts'
import { type Context, statusOf } from '../context.ts'
import { type Examination, type Finding, ok, problem, skipped, warning } from '../examination.ts'
import { askDns, type Reply, type Transport } from '../network/ask.ts'
import { askDoor } from '../network/ask-door.ts'
import { askOverHttps, askOverTls } from '../network/ask-encrypted.ts'
import { endpointText } from '../network/endpoint-text.ts'
import { rcodeOf } from '../network/read-reply.ts'
import { reachable } from '../our-zones.ts'

export const endpoints: Examination = {
  title: 'ports',
  async run(context) {
    const name = context.zones[0]?.origin ?? ROOT
    const asked = await Promise.all(questions(context, name))
    if (statusOf(context) !== undefined)
      return [...judgeEndpoints(asked), ...loopbackFindings(context.config.listen)]
    return 'absence' in context.daemon && context.daemon.isRunning
      ? judgeEndpoints(asked)
      : judgeForeign(asked)
  },
}

export interface AskedEndpoint {
  /** `UDP`, `DNS over TLS`, `API`. */
  readonly what: string
  readonly where: string
  /** Undefined: it answers as it should. A sentence: how it does not. */
  readonly failure: string | undefined
  /** Whatever it said, somebody is there. */
  readonly isAnswered: boolean
}

function questions({ config }: Context, name: Name): Promise<AskedEndpoint>[] {
  const { listen, dot, doh, metrics, api, push } = config
  const asking = { name, type: TYPE.SOA }
  const of = (
    list: readonly Endpoint[],
    ask: (endpoint: Endpoint) => Promise<AskedEndpoint>,
  ): Promise<AskedEndpoint>[] => list.map(ask)
  const dns = (what: string, ask: (endpoint: Endpoint) => Promise<Reply>) => async (endpoint: Endpoint) =>
    dnsEndpoint(what, endpoint, await ask(reachable(endpoint)))
  const plain = (transport: Transport) => dns(transport, (endpoint) => askDns(endpoint, asking, transport))
  const door = (what: string, path: string, isTls: boolean) => async (endpoint: Endpoint) => {
    const failure = await askDoor({ ...reachable(endpoint), path, isTls })
    return { what, where: endpointText(endpoint), failure, isAnswered: failure === undefined }
  }
  return [
    ...of(listen, plain('UDP')),
    ...of(listen, plain('TCP')),
    ...of(
      dot,
      dns('DNS over TLS', (endpoint) => askOverTls(endpoint, asking)),
    ),
    ...of(
      doh,
      dns('DNS over HTTPS', (endpoint) => askOverHttps(endpoint, asking)),
    ),
    ...of(metrics.listen, door('metrics', '/metrics', false)),
    ...of(api.listen, door('API', '/v1/status', api.tls !== undefined)),
    ...of(push?.listen ?? [], door('reports', '/v1/reports/doctor', false)),
  ]
}

/** REFUSED is an answer too: `allow-query` may keep this machine out. */
export function dnsEndpoint(what: string, endpoint: Endpoint, reply: Reply): AskedEndpoint {
  const where = endpointText(endpoint)
  if ('failure' in reply) return { what, where, failure: reply.failure, isAnswered: false }
  const isGood = [0, 3, 5].includes(reply.message.rcode)
  return {
    what,
    where,
    failure: isGood ? undefined : `it answers ${rcodeOf(reply.message)}`,
    isAnswered: true,
  }
}

export function judgeEndpoints(asked: readonly AskedEndpoint[]): readonly Finding[] {
  const silent = asked.filter(({ failure }) => failure !== undefined)
  const findings = silent.map(({ what, where, failure }) =>
    problem(
      `${what} on ${where}: ${failure}`,
      'restart the daemon if failover.yaml was edited since its start; otherwise look at its log and at the packet filter of this machine',
    ),
  )
  const good = asked.filter(({ failure }) => failure === undefined)
  return good.length === 0
    ? findings
    : [...findings, ok(`${good.map(({ what, where }) => `${what} on ${where}`).join(', ')}: answered`)]
}

/** Nobody of ours runs: whoever answers there keeps us from starting. */
export function judgeForeign(asked: readonly AskedEndpoint[]): readonly Finding[] {
  const taken = asked.filter(({ isAnswered }) => isAnswered)
  return taken.length === 0
    ? [skipped('the daemon does not run; nobody else answers on its ports')]
    : taken.map(({ what, where }) =>
        problem(
          `${what} on ${where}: another server answers there, so that failover cannot start`,
          'ss -lnptu shows who it is (systemd-resolved, dnsmasq, BIND …): stop it, or have one of both use another address',
        ),
      )
}

function loopbackFindings(listen: readonly Endpoint[]): Finding[] {
  const isLoopback = ({ address }: Endpoint): boolean => address === '::1' || address.startsWith('127.')
  return listen.every(isLoopback)
    ? [
        warning(
          `failover listens on ${listen.map(endpointText).join(', ')} only: no other machine can ask`,
          'write the addresses of this machine into failover.yaml: listen: [10.0.0.53:53]',
        ),
      ]
    : []
}
