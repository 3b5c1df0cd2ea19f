// `failover doctor`: is everything right, and if not, what is to be done; each line a finding, with its remedy.
import manifest from '../../package.json' with { type: 'json' }
import type { Status } from '../control/operator.ts'
import { foldCase, nameFromText, ROOT } from '../dns/name.ts'
import { type Context, type DaemonState, DNS_PORT, prepareContext, type Wishes } from '../doctor/context.ts'
import type { Finding, Level } from '../doctor/examination.ts'
import { countLevels, type Examined, examine } from '../doctor/examine.ts'
import { endpointsFrom } from '../doctor/network/endpoint-text.ts'
import { MAX_ZONES } from '../doctor/our-zones.ts'
import { EXAMINATIONS } from '../doctor/registry.ts'
import { ask } from './client.ts'
import { wrap } from './columns.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { paint, printable, type Style, type Terminal } from './terminal.ts'

/** As typed. */
export interface DoctorOptions {
  readonly zones: readonly string[]
  readonly quick?: true
  readonly parent?: string
  readonly resolver?: string
  readonly port?: string
  readonly ntp?: string
}

const NTP_PORT = 123
/** A daemon that takes longer is no answer to wait for. */
const STATUS_WITHIN_MS = 2000

export function runDoctor(session: Session, options: DoctorOptions): Promise<number> {
  const read = wishesOf(options)
  if ('problems' in read) return Promise.resolve(fail(session, EXIT.usage.code, read.problems))
  return withConfig(session, async (config) => {
    const daemon = await daemonState(config.socketPath)
    const context = await prepareContext(config, manifest.version, daemon, read.wishes)
    if ('problems' in context) return fail(session, EXIT.refused.code, context.problems)
    const examined = await examineAndShow(session, context)
    return countLevels(examined).problem > 0 ? EXIT.refused.code : EXIT.fine.code
  })
}

async function daemonState(socketPath: string): Promise<DaemonState> {
  const asked = await ask<Status>(socketPath, 'GET', '/v1/status', undefined, { timeoutMs: STATUS_WITHIN_MS })
  if ('answer' in asked) return { status: asked.answer }
  const absence = asked.problems.join('; ')
  return { absence, isRunning: !absence.startsWith('no daemon is running') }
}

type Read = { readonly wishes: Wishes } | { readonly problems: readonly string[] }

function wishesOf({ zones, quick, parent, resolver, port, ntp }: DoctorOptions): Read {
  const read = {
    parent: parent === undefined ? undefined : endpointsFrom(parent, '--parent', DNS_PORT),
    resolver: resolver === undefined ? undefined : endpointsFrom(resolver, '--resolver', DNS_PORT),
    ntp: ntp === undefined ? undefined : endpointsFrom(ntp, '--ntp', NTP_PORT),
  }
  const problems = Object.values(read).flatMap((one) =>
    one !== undefined && 'problems' in one ? one.problems : [],
  )
  const serverPort = port === undefined ? undefined : Number(port)
  if (serverPort !== undefined && !(Number.isInteger(serverPort) && serverPort >= 1 && serverPort <= 65_535))
    problems.push(`--port: ${port} is not a port: from 1 to 65535`)
  const named = zones.map((zone) => ({ zone, read: nameFromText(zone, ROOT) }))
  for (const { zone, read: name } of named)
    if ('problem' in name) problems.push(`${zone} is not the name of a zone: ${name.problem}`)
  if (zones.length > MAX_ZONES) problems.push(`at most ${MAX_ZONES} zones can be named`)
  if (problems.length > 0) return { problems }
  const origins = named.flatMap(({ read: name }) => ('name' in name ? [foldCase(name.name)] : []))
  const given = (one: (typeof read)[keyof typeof read]) =>
    one !== undefined && 'endpoints' in one ? one.endpoints : undefined
  return {
    wishes: {
      isQuick: quick ?? false,
      parents: given(read.parent),
      resolvers: given(read.resolver),
      serverPort,
      timeServer: given(read.ntp)?.[0],
      zones: origins.length === 0 ? undefined : origins,
    },
  }
}

/** On a terminal each examination is shown as it ends; elsewhere in the order of the list, so that two reports compare. */
async function examineAndShow(session: Session, context: Context): Promise<readonly Examined[]> {
  const { terminal, json } = session
  const isLive = !json && Number.isFinite(terminal.width)
  const show = (examined: Examined): void => showExamined(terminal, examined)
  const examined = await examine(EXAMINATIONS, context, isLive ? show : undefined)
  if (json) printJson(session, { examinations: examined, ...countLevels(examined) })
  else {
    if (!isLive) for (const one of examined) show(one)
    terminal.out('')
    terminal.out(summary(examined))
  }
  return examined
}

const SHOWN: Readonly<Record<Level, { readonly word: string; readonly style: Style }>> = {
  ok: { word: 'ok', style: 'green' },
  warning: { word: 'warning', style: 'yellow' },
  problem: { word: 'PROBLEM', style: 'red' },
  skipped: { word: 'skipped', style: 'dim' },
}
const WORD_WIDTH = 9

function showExamined(terminal: Terminal, { title, findings }: Examined): void {
  for (const finding of findings) showFinding(terminal, title, finding)
}

function showFinding(terminal: Terminal, title: string, finding: Finding): void {
  const { word, style } = SHOWN[finding.level]
  const room = terminal.width - WORD_WIDTH
  const [first = '', ...others] = wrap(printable(`${title}: ${finding.found}`), room)
  terminal.out(`${paint(terminal, style, word.padEnd(WORD_WIDTH))}${first}`)
  for (const line of others) terminal.out(' '.repeat(WORD_WIDTH) + line)
  if (!('remedy' in finding)) return
  const lines = wrap(printable(finding.remedy), room - 3)
  for (const [at, line] of lines.entries())
    terminal.out(`${' '.repeat(WORD_WIDTH)}${at === 0 ? '-> ' : '   '}${line}`)
}

function summary(examined: readonly Examined[]): string {
  const { ok, warning, problem, skipped } = countLevels(examined)
  const text = [count(problem, 'problem'), count(warning, 'warning'), `${ok} ok`, `${skipped} skipped`].join(
    ', ',
  )
  return problem + warning === 0 ? `everything is right: ${text}` : text
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}
