// Composition root: wires store, daemon, workers and API together, and owns their start and stop; decides nothing.
import { EXIT } from './cli/exit-codes.ts'
import { type Progress, readingText } from './cli/progress.ts'
import type { Config } from './config.ts'
import type { Alerting } from './control/alerts/alerting.ts'
import { Daemon } from './control/daemon.ts'
import { Aside } from './control/desk/aside.ts'
import { newestBackupMs } from './control/desk/backup.ts'
import { createOperator } from './control/desk/create-operator.ts'
import { gaugesOf } from './control/gauges.ts'
import { watchFolder } from './control/load/watch.ts'
import { startSchedule } from './control/schedule.ts'
import { nightlyJobs } from './control/upkeep.ts'
import { welcome } from './control/welcome.ts'
import { createLog, type Log, logOf } from './log.ts'
import type { Answering } from './serve/answerer.ts'
import type { Certificate } from './serve/certificate.ts'
import { Credentials } from './serve/credentials.ts'
import type { Serving } from './serve/serving.ts'
import { watchFiles } from './serve/watch-files.ts'
import { startServing } from './serve/workers.ts'
import { openAlerting } from './start/alerting.ts'
import { type Doors, openDoors } from './start/doors.ts'
import { openStore, type Store } from './store/store.ts'
import { watchLoopDelay } from './web/metrics/loop-delay.ts'
import type { Metrics } from './web/metrics/metrics.ts'
import type { OnProgress, ReadProgress } from './zone/draft.ts'

interface Parts {
  readonly config: Config
  readonly log: Log
  readonly store: Store
  readonly daemon: Daemon
  readonly alerting: Alerting
  readonly aside: Aside
  readonly credentials: Credentials
  readonly doors: Doors
  readonly serving: Serving
  readonly metrics: Metrics
}

/** Runs the daemon until a signal ends it; resolves to the exit code. */
export async function serve(config: Config, progress: Progress): Promise<number> {
  const log = createLog(config.logLevel)
  const onProgress = (how: ReadProgress): void => progress.tell(() => readingText(how))
  const started = await start(config, log, onProgress)
  progress.end()
  if ('problems' in started) {
    for (const problem of started.problems) process.stderr.write(`failover: ${problem}\n`)
    return EXIT.start.code
  }
  await run(started)
  return EXIT.fine.code
}

type Refused = { readonly problems: readonly string[] }

async function start(config: Config, log: Log, onProgress: OnProgress): Promise<Parts | Refused> {
  const opened = openStore(config.databaseFile)
  if ('problem' in opened) return { problems: [opened.problem.sentence] }
  const { store } = opened
  const parts = await startOn(config, log, store, onProgress)
  if ('problems' in parts) store.close()
  return parts
}

async function startOn(
  config: Config,
  log: Log,
  store: Store,
  onProgress: OnProgress,
): Promise<Parts | Refused> {
  const credentials = new Credentials({ tls: config.tls, cookieSecrets: config.cookieSecretsFile })
  const problems = credentials.read().flatMap((event) => ('problem' in event ? [event.problem] : []))
  if (problems.length > 0) return { problems }
  const { certificate } = credentials
  const loaded = await Daemon.load({ config, log: logOf(log, 'control'), store, onProgress })
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
  const abandon = async (problems: readonly string[]): Promise<Refused> => {
    await Promise.all([serving.stop(), daemon.stop()])
    return { problems }
  }
  const opened = await openAlerting({ config, log, store, daemon })
  if ('problems' in opened) return abandon(opened.problems)
  const { alerting } = opened
  const aside = new Aside()
  const operator = createOperator({
    aside,
    daemon,
    alerting,
    store,
    serving,
    udpIo,
    timing: config.checks,
    permits: config.probes,
  })
  // Only now: questions are answered while the packages of the API are still being read.
  const { Metrics } = await import('./web/metrics/metrics.ts')
  const earlierBackupMs = config.backup && newestBackupMs(config.backup.folder)
  const backedUpAtMs = (): number | undefined => store.backedUpAtMs ?? earlierBackupMs
  const gauges = { daemon, alerting, serving, store, workerDeaths: () => workerDeaths, backedUpAtMs }
  const metrics = new Metrics(() => gaugesOf(gauges))
  store.observeWrites(({ isDone, ...written }) =>
    metrics.wrote({ ...written, result: isDone ? 'done' : 'refused' }),
  )
  const doors = await openDoors({ config, log, operator, metrics })
  if ('problem' in doors) return abandon([doors.problem])
  // Not before: a report that nobody could have heard is not missed.
  daemon.start(serving, metrics)
  alerting.start()
  const { listen: listening, dot, doh } = serving.places
  log.info({ listening, dot, doh, udpIo, zones: daemon.service.zones.length }, 'started')
  return { config, log, store, daemon, alerting, aside, credentials, doors, serving, metrics }
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

async function run(parts: Parts): Promise<void> {
  const { config, log, store, daemon, alerting, aside, credentials, doors, serving, metrics } = parts
  const renew = (): void => {
    renewCredentials(credentials, (certificate) => serving.useCertificate(certificate), logOf(log, 'serve'))
    if (config.api.listen.length > 0)
      renewCredentials(doors.credentials, doors.useCertificate, logOf(log, 'web'))
  }
  const reload = (): void => {
    void daemon.reload()
    renew()
  }
  const watcher = watchFolder(config.zonesFolder, reload, (error) =>
    log.warn({ err: error }, 'the zones folder cannot be watched; use SIGHUP or failover reload'),
  )
  const credentialWatcher = watchFiles([...credentials.files, ...doors.credentials.files], renew, (error) =>
    log.warn({ err: error }, 'the certificate and the cookie secrets cannot be watched; use SIGHUP'),
  )
  const controlLog = logOf(log, 'control')
  const schedule = startSchedule(nightlyJobs({ store, config, log: controlLog }), controlLog, metrics)
  const unwatchLoop = watchLoopDelay((delayMs) => metrics.loopDelayed(delayMs))
  process.on('SIGHUP', reload)
  const ended = endSignal()
  // Whoever reads this line may send signals: they are handled from here on.
  process.stdout.write(welcome(daemon, serving.places))
  const signal = await ended
  log.info({ signal }, 'stopping')
  process.off('SIGHUP', reload)
  schedule.stop()
  unwatchLoop()
  watcher.close()
  credentialWatcher.close()
  await Promise.all([serving.stop(), daemon.stop(), alerting.stop(), aside.stop(), doors.close()])
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
