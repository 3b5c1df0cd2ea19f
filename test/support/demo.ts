// `npm run demo`: two real web servers, a real daemon; the primary is killed and comes back, and the answers are watched.
// `npm run demo -- --stay` then goes on until Ctrl-C, for whoever wants to see the page.
import { once } from 'node:events'
import { corpZone, TestDaemon } from './daemon.ts'
import type { Answer } from './dns-client.ts'
import { freePort } from './free-port.ts'
import { TestServer } from './server.ts'

const PRIMARY = '127.0.0.10'
const STANDBY = '127.0.0.20'
const NAME = 'intranet.corp.example'
const STAYS = process.argv.includes('--stay')
/** Whatever has not been seen by then will not be seen. */
const MAX_DEMO_MS = 20_000

const startedMs = performance.now()

async function main(): Promise<number> {
  const webPort = await freePort(PRIMARY, STANDBY)
  const primary = new TestServer('http', PRIMARY, webPort)
  const standby = new TestServer('http', STANDBY, webPort)
  const endpoint = { address: '127.0.0.1', port: await freePort('127.0.0.1') }
  const pagePort = await freePort('127.0.0.1')
  const daemon = new TestDaemon(endpoint, {
    zones: { 'corp.example.zone': corpZone(pool(webPort)) },
    config: `api: { listen: ['127.0.0.1:${pagePort}'] }`,
  })
  try {
    await Promise.race([play(daemon, primary, standby), alarm()])
    say(`seen: failover and failback; nobody did anything but kill and start a server`)
    if (STAYS) await stay(daemon, pagePort, primary)
    const { code } = await daemon.stop()
    if (code !== 0) throw new Error(`the daemon ended with exit code ${code}\n${daemon.process.story()}`)
    return 0
  } catch (error) {
    say(`NOT seen: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  } finally {
    await Promise.all([primary.kill(), standby.kill(), daemon.remove()])
  }
}

function pool(webPort: number): string {
  return `\
;@ check web http port=${webPort} every=250ms timeout=250ms fall=2 rise=2
intranet  30  A  ${PRIMARY}  ;@ primary check=web
intranet  30  A  ${STANDBY}  ;@ standby check=web`
}

async function play(daemon: TestDaemon, primary: TestServer, standby: TestServer): Promise<void> {
  print(`The zone file says\n\n${indented(pool(primary.port))}\n`)
  await Promise.all([primary.start(), standby.start()])
  say(`two web servers run: ${PRIMARY} (pid ${primary.pid}) and ${STANDBY} (pid ${standby.pid})`)
  await daemon.start()
  const { address, port } = daemon.endpoint
  say(`failover runs (pid ${daemon.process.pid}); try: dig @${address} -p ${port} ${NAME}`)
  await Promise.all([PRIMARY, STANDBY].map((server) => isUp(daemon, server)))
  tell(await daemon.waitForAnswer(`${NAME} A`, PRIMARY), 'the primary')

  const killedMs = performance.now()
  await primary.kill()
  say(`kill -9 ${primary.pid}: the primary is dead`)
  const changed = await daemon.waitForAnswer(`${NAME} A`, STANDBY)
  tell(changed, `the standby, ${since(killedMs)} after the kill`)
  await reach(STANDBY, primary.port)

  await primary.start()
  const backMs = performance.now()
  say(`the primary runs again (pid ${primary.pid})`)
  const back = await daemon.waitForAnswer(`${NAME} A`, PRIMARY)
  tell(back, `the primary again, ${since(backMs)} after its return`)
  await reach(PRIMARY, primary.port)
}

async function stay(daemon: TestDaemon, pagePort: number, primary: TestServer): Promise<void> {
  const { stdout } = await daemon.cli('token', 'create', 'demo', '--scope', 'operate')
  print(`\nThe page: http://127.0.0.1:${pagePort}/ with the token ${stdout.trim()}`)
  print(`Kill the primary yourself: kill -9 ${primary.pid}. Ctrl-C ends it all.`)
  await once(process, 'SIGINT')
}

async function isUp(daemon: TestDaemon, address: string): Promise<void> {
  const id = `${address}/web`
  await daemon.waitForLog(`${id} is up`, ({ target, to }) => target === id && to === 'up')
}

function tell({ lines }: Answer, what: string): void {
  say(`answer: ${lines.join(', ')}  <- ${what}`)
}

/** What a client does with the answer: it connects to the address. */
async function reach(address: string, port: number): Promise<void> {
  const response = await fetch(`http://${address}:${port}/`, { signal: AbortSignal.timeout(5000) })
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  say(`GET http://${address}:${port}/ -> ${response.status}`)
}

function alarm(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`it took more than ${MAX_DEMO_MS / 1000} s`)), MAX_DEMO_MS).unref()
  })
}

function since(thenMs: number): string {
  return `${Math.round(performance.now() - thenMs)} ms`
}

function say(sentence: string): void {
  print(`${((performance.now() - startedMs) / 1000).toFixed(2).padStart(6)} s  ${sentence}`)
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

process.exit(await main())
