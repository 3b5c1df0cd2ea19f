// `failover explain NAME [TYPE] [--from IP] [--at TIME]`: the proof of an answer, from what is declared to what is sent.
import type { Explanation, ExplanationStep } from '../control/operator.ts'
import { ask, PATIENT_MS } from './client.ts'
import { wrap } from './columns.ts'
import { EXIT } from './exit-codes.ts'
import { MOMENT_USAGE, momentFromText } from './moment.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { paint, printable, type Terminal } from './terminal.ts'

export interface ExplainArguments {
  readonly name: string
  readonly type: string | undefined
  readonly from: string | undefined
  readonly at: string | undefined
}

export function runExplain(session: Session, wanted: ExplainArguments): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const atMs = wanted.at === undefined ? undefined : momentFromText(wanted.at, Date.now())
    if (wanted.at !== undefined && atMs === undefined)
      return fail(session, EXIT.usage.code, [`--at: ${wanted.at} is no moment: write ${MOMENT_USAGE}`])
    const query = new URLSearchParams({ name: wanted.name })
    if (atMs !== undefined) query.set('at', String(atMs))
    if (wanted.type !== undefined) query.set('type', wanted.type)
    if (wanted.from !== undefined) query.set('from', wanted.from)
    const asked = await ask<Explanation>(socketPath, 'GET', `/v1/explain?${query}`, undefined, {
      timeoutMs: PATIENT_MS,
    })
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else printExplanation(session.terminal, asked.answer)
    return asked.answer.answer.rcode === 'REFUSED' ? EXIT.refused.code : EXIT.fine.code
  })
}

const FACT_COLUMNS = 'published'.length + 2

function printExplanation(terminal: Terminal, { question, steps, answer, unknown = [] }: Explanation): void {
  terminal.out(paint(terminal, 'bold', printable(question)))
  let above = ''
  for (const step of steps.filter((one) => !isToldBelow(one, answer))) {
    if (step.fact !== above) terminal.out('')
    printStep(terminal, step, step.fact === above ? '' : step.fact)
    above = step.fact
  }
  terminal.out('')
  terminal.out(paint(terminal, 'bold', `${'answer'.padEnd(FACT_COLUMNS)}${answer.rcode}`))
  for (const record of answer.records) terminal.out(`${' '.repeat(FACT_COLUMNS)}${printable(record)}`)
  for (const record of answer.authority)
    terminal.out(paint(terminal, 'dim', `${' '.repeat(FACT_COLUMNS)}${printable(record)}  ; authority`))
  if (unknown.length > 0) terminal.out('')
  for (const [at, sentence] of unknown.entries())
    printLines(terminal, printable(sentence), at === 0 ? 'not known' : '')
}

/** The last step of an answer only counts what stands below all steps. */
function isToldBelow({ fact, sentence }: ExplanationStep, { rcode }: Explanation['answer']): boolean {
  return fact === 'answer' && sentence.startsWith(`${rcode}, `)
}

function printStep(terminal: Terminal, { sentence, place }: ExplanationStep, fact: string): void {
  const behind = place === undefined ? '' : `  (${printable(place)})`
  printLines(terminal, printable(sentence) + behind, fact)
}

function printLines(terminal: Terminal, text: string, fact: string): void {
  const lines = wrap(text, terminal.width - FACT_COLUMNS)
  for (const [at, line] of lines.entries()) {
    const head = (at === 0 ? fact : '').padEnd(FACT_COLUMNS)
    terminal.out(`${paint(terminal, 'dim', head)}${line}`)
  }
}
