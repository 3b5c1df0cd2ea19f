// `failover simulate`: what would be answered with servers down, or by a zone file that is not in place yet.
import { resolve } from 'node:path'
import type { PoolForecast, SimulateReport, SimulateRequest } from '../control/operator.ts'
import { ask, PATIENT_MS } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { printHanging } from './hanging.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import type { Cell } from './table.ts'
import { printable, type Style, type Terminal } from './terminal.ts'

export interface SimulateArguments {
  readonly word: string | undefined
  readonly targets: readonly string[]
  readonly zone: string | undefined
}

/** Refused when a name would have nothing left, or the file has errors. */
export function runSimulate(session: Session, wanted: SimulateArguments): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const request = requestOf(wanted)
    if (request === undefined)
      return fail(session, EXIT.usage.code, ['write either: simulate down TARGET[,TARGET…], or --zone FILE'])
    const asked = await ask<SimulateReport>(socketPath, 'POST', '/v1/simulate', request, {
      timeoutMs: PATIENT_MS,
    })
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    const { zone, pools } = asked.answer
    if (session.json) printJson(session, asked.answer)
    else printReport(session.terminal, asked.answer)
    const isSevere = zone?.refused === true || pools.some(({ nothingLeft }) => nothingLeft)
    return isSevere ? EXIT.refused.code : EXIT.fine.code
  })
}

function requestOf({ word, targets, zone }: SimulateArguments): SimulateRequest | undefined {
  if (zone !== undefined) return word === undefined ? { zone: resolve(zone) } : undefined
  // As one text: a member of a pool has spaces in its name.
  const down = targets
    .join(' ')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  return word === 'down' && down.length > 0 ? { down } : undefined
}

const LINE = { first: 0, others: 2 }
const MOVE = { first: 2, others: 4 }

function printReport(terminal: Terminal, { down, zone, presumed, pools }: SimulateReport): void {
  for (const problem of zone?.problems ?? []) terminal.out(printable(problem))
  if (zone?.refused === true) {
    terminal.out(`${printable(zone.file)} has errors and would be refused: nothing would change`)
    return
  }
  if (down !== undefined)
    printHanging(terminal, LINE, `With ${[...down.addresses, ...alone(down)].join(', ')} down:`)
  if (zone !== undefined) printHanging(terminal, LINE, `With ${zone.file} for ${zone.origin ?? ''}:`)
  for (const pool of pools) printPool(terminal, pool)
  if (pools.length === 0) terminal.out('  no pool is concerned: every answer would stay')
  if (presumed.length > 0)
    printHanging(terminal, MOVE, `never probed yet, taken to be healthy: ${presumed.join(', ')}`)
  if (pools.length === 0) return
  const noun = pools.length === 1 ? 'pool' : 'pools'
  const [empty, single] = [count(pools, 'nothingLeft'), count(pools, 'losesRedundancy')]
  terminal.out(`${pools.length} ${noun} concerned, ${empty} with nothing left, ${single} without redundancy`)
}

/** Targets whose server is not taken to be dead. */
function alone({ addresses, targets }: NonNullable<SimulateReport['down']>): string[] {
  return targets.filter((id) => !addresses.some((address) => id.startsWith(`${address}/`)))
}

function count(pools: readonly PoolForecast[], what: 'nothingLeft' | 'losesRedundancy'): number {
  return pools.filter((pool) => pool[what]).length
}

function printPool(terminal: Terminal, forecast: PoolForecast): void {
  const { pool, change, was, answers, why, healthyBefore, healthy, deadAnswers } = forecast
  const now = answers.join(', ') || 'nothing'
  const answered = change === 'same' ? `still ${now}` : `${was.join(', ') || 'nothing'} -> ${now}`
  const { style, sentence } = severityOf(forecast)
  const healthText = `healthy ${healthyBefore} -> ${healthy}${sentence}`
  const health: Cell = { text: healthText, style }
  printHanging(terminal, MOVE, `${pool}: ${answered}; `, health, `: ${why}`)
  if (deadAnswers.length > 0) {
    const text = `answered although dead: ${deadAnswers.join(', ')}`
    printHanging(terminal, { first: 4, others: 6 }, { text, style: 'red' })
  }
}

export function severityOf({
  nothingLeft,
  losesRedundancy,
}: Pick<PoolForecast, 'nothingLeft' | 'losesRedundancy'>): { style: Style; sentence: string } {
  if (nothingLeft) return { style: 'red', sentence: ', NOTHING LEFT' }
  return losesRedundancy
    ? { style: 'yellow', sentence: ', no redundancy left' }
    : { style: 'dim', sentence: '' }
}
