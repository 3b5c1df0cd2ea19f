// `failover explain NAME [TYPE] [--from IP]`: the proof of an answer, from what is declared to what is sent.
import type { Explanation, ExplanationStep } from '../control/operator.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { wrap } from './table.ts'
import { paint, printable, type Terminal } from './terminal.ts'

export interface ExplainArguments {
  readonly name: string
  readonly type: string | undefined
  readonly from: string | undefined
}

export function runExplain(session: Session, wanted: ExplainArguments): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const query = new URLSearchParams({ name: wanted.name })
    if (wanted.type !== undefined) query.set('type', wanted.type)
    if (wanted.from !== undefined) query.set('from', wanted.from)
    const asked = await ask<Explanation>(socketPath, 'GET', `/v1/explain?${query}`)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else printExplanation(session.terminal, asked.answer)
    return EXIT.fine.code
  })
}

const FACT_COLUMNS = 'published'.length + 2

function printExplanation(terminal: Terminal, { question, steps, answer }: Explanation): void {
  terminal.out(paint(terminal, 'bold', printable(question)))
  let above = ''
  for (const step of steps) {
    if (step.fact !== above) terminal.out('')
    printStep(terminal, step, step.fact === above ? '' : step.fact)
    above = step.fact
  }
  terminal.out('')
  terminal.out(paint(terminal, 'bold', `${'answer'.padEnd(FACT_COLUMNS)}${answer.rcode}`))
  for (const record of answer.records) terminal.out(`${' '.repeat(FACT_COLUMNS)}${printable(record)}`)
  for (const record of answer.authority)
    terminal.out(paint(terminal, 'dim', `${' '.repeat(FACT_COLUMNS)}${printable(record)}  ; authority`))
}

function printStep(terminal: Terminal, { sentence, place }: ExplanationStep, fact: string): void {
  const behind = place === undefined ? '' : `  (${printable(place)})`
  const lines = wrap(printable(sentence) + behind, terminal.width - FACT_COLUMNS)
  for (const [at, line] of lines.entries()) {
    const head = (at === 0 ? fact : '').padEnd(FACT_COLUMNS)
    terminal.out(`${paint(terminal, 'dim', head)}${line}`)
  }
}
