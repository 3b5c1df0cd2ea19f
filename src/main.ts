// Composition root: wires store, daemon, workers and API together, and owns their start and stop; decides nothing.
import { EXIT } from './cli/exit-codes.ts'
import type { Config } from './config.ts'
import { createOperator } from './control/create-operator.ts'
import { Daemon } from './control/daemon.ts'
import { gaugesOf } from './control/gauges.ts'
import type { Operator } from './control/operator.ts'
import { startSchedule } from './control/schedule.ts'
import { nightlyJobs } from './control/upkeep.ts'
import { watchFolder } from './control/watch.ts'
import { endpointText, welcome } from './control/welcome.ts'
import { createLog, type Log, logOf } from './log.ts'
import type { Answering } from './serve/answerer.ts'
import type { Certificate } from './serve/certificate.ts'
import { Credentials } from './serve/credentials.ts'
import { peerUsers } from './serve/peer-user.ts'
import type { Serving } from './serve/serving.ts'
import { watchFiles } from './serve/watch-files.ts'
import { startServing } from './serve/workers.ts'
import { openStore, type Store } from './store/store.ts'
import type { Api } from './web/api.ts'
import type { MetricsSource } from './web/metrics.ts'

interface Parts {
  readonly config: Config
  readonly log: Log
  readonly store: Store
  readonly daemon: Daemon
  readonly credentials: Credentials
  readonly tcpApi: TcpApi
  readonly serving: Serving
  readonly apis: readonly Api[]
}

/** Runs the daemon until a signal ends it; resolves to the exit code. */
export async function serve(config: Config): Promise<number> {
  const log = createLog(config.logLevel)
  const started = await start(config, log)
  if ('problems' in started) {
    for (const problem of started.problems) process.stderr.write(`failover: ${problem}\n`)
    return EXIT.start.code
  }
  await run(started)
  return EXIT.fine.code
}

type Refused = { readonly problems: readonly string[] }

async function start(config: Config, log: Log): Promise<Parts | Refused> {
  const opened = openStore(config.databaseFile)
  if ('problem' in opened) return { problems: [opened.problem.sentence] }
  const { store } = opened
  const parts = await startOn(config, log, store)
  if ('problems' in parts) store.close()
  return parts
}

async function startOn(config: Config, log: Log, store: Store): Promise<Parts | Refused> {
  const credentials = new Credentials({ tls: config.tls, cookieSecrets: config.cookieSecretsFile })
  const problems = credentials.read().flatMap((event) => ('problem' in event ? [event.problem] : []))
  if (problems.length > 0) return { problems }
  const { certificate } = credentials
  const loaded = await Daemon.load({ config, log: logOf(log, 'control'), store })
  if ('problems' in loaded) return loaded
  const { daemon } = loaded
  const serveLog = logOf(log, 'serve')
  let udpIo: 'koffi' | 'dgram' = 'dgram'
  let workerDeaths = 0
  const started = await startServing({
    listen: config.listen,
    udp: config.udp,
    book: daemon.bookHandle,
    tcp: config.tcp,
    encrypted: certificate && { dot: config.dot, doh: config.doh, certificate },
    answering: answeringOf(config, credentials),
    onEvent: ({ event, ...details }) => {
      if (event === 'udp-io' && 'io' in details) udpIo = details.io
      if (event === 'worker-died') workerDeaths++
      serveLog[event === 'udp-io' ? 'info' : 'warn'](details, event)
    },
  })
  if ('problem' in started) {
    await daemon.stop()
    return { problems: [started.problem.sentence] }
  }
  const { serving } = started
  const operator = createOperator({
    daemon,
    store,
    serving,
    udpIo,
    timing: config.checks,
    permits: config.probes,
  })
  // Only now: questions are answered while the API's packages are still being read.
  const [{ startApi }, { Metrics }] = await Promise.all([import('./web/api.ts'), import('./web/metrics.ts')])
  const userOf = await peerUsers()
  const metrics = new Metrics(() => gaugesOf({ daemon, serving, workerDeaths: () => workerDeaths }))
  const webLog = logOf(log, 'web')
  const api = await startApi({ socketPath: config.socketPath, operator, metrics, log: webLog, userOf })
  if ('problem' in api) {
    await Promise.all([serving.stop(), daemon.stop()])
    return { problems: [api.problem] }
  }
  const reports = await startReports(config, operator, log)
  if ('problem' in reports) {
    await Promise.all([serving.stop(), api.api.close(), daemon.stop()])
    return { problems: [reports.problem] }
  }
  const metricsApi = await startMetrics(config, metrics, log)
  if ('problem' in metricsApi) {
    await Promise.all([serving.stop(), api.api.close(), reports.api.close(), daemon.stop()])
    return { problems: [metricsApi.problem] }
  }
  const tcpApi = await startTcpApi(config, operator, metrics, log)
  if ('problem' in tcpApi) {
    const begun = [api.api, reports.api, metricsApi.api].map((one) => one.close())
    await Promise.all([serving.stop(), daemon.stop(), ...begun])
    return { problems: [tcpApi.problem] }
  }
  // Not before: a report that nobody could have heard is not missed.
  daemon.start(serving, metrics)
  const { listen: listening, dot, doh } = serving.places
  log.info({ listening, dot, doh, udpIo, zones: daemon.service.zones.length }, 'started')
  const apis = [api.api, reports.api, metricsApi.api, tcpApi.api]
  return { config, log, store, daemon, credentials, tcpApi, serving, apis }
}

const NO_API: Api = { close: async () => undefined }

async function startReports(
  { push }: Config,
  operator: Operator,
  log: Log,
): Promise<{ readonly api: Api } | { readonly problem: string }> {
  if (push === undefined) return { api: NO_API }
  const { startReportServer } = await import('./web/report-server.ts')
  const started = await startReportServer({ ...push, operator, log: logOf(log, 'web') })
  if ('api' in started) log.info({ listening: push.listen.map(endpointText) }, 'takes reports')
  return started
}

async function startMetrics(
  config: Config,
  metrics: MetricsSource,
  log: Log,
): Promise<{ readonly api: Api } | { readonly problem: string }> {
  const { listen, hosts } = config.metrics
  if (listen.length === 0) return { api: NO_API }
  const { startMetricsServer } = await import('./web/metrics-server.ts')
  const started = await startMetricsServer({ listen, hosts, metrics, log: logOf(log, 'web') })
  if ('api' in started) log.info({ listening: listen.map(endpointText) }, 'shows metrics')
  return started
}

interface TcpApi {
  readonly api: Api
  readonly credentials: Credentials
  readonly useCertificate: (certificate: Certificate) => void
}

async function startTcpApi(
  config: Config,
  operator: Operator,
  metrics: MetricsSource,
  log: Log,
): Promise<TcpApi | { readonly problem: string }> {
  const { listen, hosts, tls } = config.api
  const credentials = new Credentials({ tls, cookieSecrets: undefined })
  if (listen.length === 0) return { api: NO_API, credentials, useCertificate: () => undefined }
  const [refused] = credentials.read().flatMap((event) => ('problem' in event ? [event.problem] : []))
  if (refused !== undefined) return { problem: `api: ${refused}` }
  const { certificate } = credentials
  const { startApiServer } = await import('./web/api-server.ts')
  const options = { listen, hosts, operator, metrics, log: logOf(log, 'web') }
  const started = await startApiServer(certificate === undefined ? options : { ...options, certificate })
  if ('problem' in started) return started
  log.info({ listening: listen.map(endpointText), tls: tls !== undefined }, 'answers the API')
  return { ...started, credentials }
}

/** RFC 7828 §3.1: the timeout of an idle connection is told in units of 100 ms. */
const KEEPALIVE_UNIT_MS = 100
const MAX_KEEPALIVE_UNITS = 0xffff

function answeringOf(config: Config, { cookieSecrets }: Credentials): Answering {
  return {
    trustedSubnetSources: config.ecsSources,
    nsid: config.identity.id,
    version: config.identity.version,
    cookieSecrets,
    keepaliveUnits: Math.min(MAX_KEEPALIVE_UNITS, Math.floor(config.tcp.idleTimeoutMs / KEEPALIVE_UNIT_MS)),
    rateLimit: config.rateLimit,
  }
}

async function run({ config, log, store, daemon, credentials, tcpApi, serving, apis }: Parts): Promise<void> {
  const renew = (): void => {
    renewCredentials(credentials, (certificate) => serving.useCertificate(certificate), logOf(log, 'serve'))
    if (config.api.listen.length > 0)
      renewCredentials(tcpApi.credentials, tcpApi.useCertificate, logOf(log, 'web'))
  }
  const reload = (): void => {
    void daemon.reload()
    renew()
  }
  const watcher = watchFolder(config.zonesFolder, reload, (error) =>
    log.warn({ err: error }, 'the zones folder cannot be watched; use SIGHUP or failover reload'),
  )
  const credentialWatcher = watchFiles([...credentials.files, ...tcpApi.credentials.files], renew, (error) =>
    log.warn({ err: error }, 'the certificate and the cookie secrets cannot be watched; use SIGHUP'),
  )
  const controlLog = logOf(log, 'control')
  const schedule = startSchedule(nightlyJobs({ store, config, log: controlLog }), controlLog)
  process.on('SIGHUP', reload)
  const ended = endSignal()
  // Whoever reads this line may send signals: they are handled from here on.
  process.stdout.write(welcome(daemon, serving.places))
  const signal = await ended
  log.info({ signal }, 'stopping')
  process.off('SIGHUP', reload)
  schedule.stop()
  watcher.close()
  credentialWatcher.close()
  await Promise.all([serving.stop(), daemon.stop(), ...apis.map((api) => api.close())])
  store.close()
  log.info('stopped')
}

function renewCredentials(credentials: Credentials, use: (certificate: Certificate) => void, log: Log): void {
  const old = credentials.certificate
  for (const { event, ...details } of credentials.read())
    log['problem' in details ? 'error' : 'info'](details, event)
  const { certificate } = credentials
  if (certificate !== undefined && certificate !== old) use(certificate)
}

function endSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve)
  })
}
