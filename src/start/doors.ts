// Every place where we are asked other things than DNS: the socket, the API over TCP, reports, metrics; all of them or none.
import type { Config } from '../config.ts'
import type { Operator } from '../control/operator.ts'
import { endpointText } from '../control/welcome.ts'
import { type Log, logOf } from '../log.ts'
import type { Certificate } from '../serve/certificate.ts'
import { Credentials } from '../serve/credentials.ts'
import { peerUsers } from '../serve/peer-user.ts'
import type { Api } from '../web/listen/api.ts'
import type { MetricsSource } from '../web/metrics/metrics.ts'

export interface Doors {
  /** Of the API over TCP. */
  readonly credentials: Credentials
  readonly useCertificate: (certificate: Certificate) => void
  close(): Promise<void>
}

export interface DoorOptions {
  readonly config: Config
  readonly log: Log
  readonly operator: Operator
  readonly metrics: MetricsSource
}

type Opened<Door> = Door | { readonly problem: string }

export async function openDoors(options: DoorOptions): Promise<Opened<Doors>> {
  const opened: Api[] = []
  const close = async (): Promise<void> => void (await Promise.all(opened.map((api) => api.close())))
  for (const open of [openSocket, openReports, openMetrics]) {
    const door = await open(options)
    if ('api' in door) opened.push(door.api)
    else {
      await close()
      return door
    }
  }
  const overTcp = await openApi(options)
  if ('problem' in overTcp) {
    await close()
    return overTcp
  }
  const { api, credentials, useCertificate } = overTcp
  opened.push(api)
  return { credentials, useCertificate, close }
}

interface Door {
  readonly api: Api
}

const SHUT: Door = { api: { close: async () => undefined } }

async function openSocket({ config, log, operator, metrics }: DoorOptions): Promise<Opened<Door>> {
  const { startApi } = await import('../web/listen/api.ts')
  const userOf = await peerUsers()
  const { socketPath, api } = config
  return startApi({ socketPath, hosts: api.hosts, operator, metrics, log: logOf(log, 'web'), userOf })
}

async function openReports({ config: { push }, log, operator, metrics }: DoorOptions): Promise<Opened<Door>> {
  if (push === undefined) return SHUT
  const { startReportServer } = await import('../web/listen/report-server.ts')
  const started = await startReportServer({ ...push, operator, metrics, log: logOf(log, 'web') })
  if ('api' in started) log.info({ listening: push.listen.map(endpointText) }, 'takes reports')
  return started
}

async function openMetrics({ config, log, metrics }: DoorOptions): Promise<Opened<Door>> {
  const { listen, hosts } = config.metrics
  if (listen.length === 0) return SHUT
  const { startMetricsServer } = await import('../web/listen/metrics-server.ts')
  const started = await startMetricsServer({ listen, hosts, metrics, log: logOf(log, 'web') })
  if ('api' in started) log.info({ listening: listen.map(endpointText) }, 'shows metrics')
  return started
}

type TcpDoor = Door & Pick<Doors, 'credentials' | 'useCertificate'>

async function openApi({ config, log, operator, metrics }: DoorOptions): Promise<Opened<TcpDoor>> {
  const { listen, hosts, tls } = config.api
  const credentials = new Credentials({ tls, cookieSecrets: undefined })
  if (listen.length === 0) return { ...SHUT, credentials, useCertificate: () => undefined }
  const [refused] = credentials.read().flatMap((event) => ('problem' in event ? [event.problem] : []))
  if (refused !== undefined) return { problem: `api: ${refused}` }
  const { certificate } = credentials
  const { startApiServer } = await import('../web/listen/api-server.ts')
  const options = { listen, hosts, operator, metrics, log: logOf(log, 'web') }
  const started = await startApiServer(certificate === undefined ? options : { ...options, certificate })
  if ('problem' in started) return started
  log.info({ listening: listen.map(endpointText), tls: tls !== undefined }, 'answers the API')
  return { ...started, credentials }
}
