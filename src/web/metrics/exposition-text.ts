// The text format of Prometheus for metrics that are read when somebody asks: written in short steps, each a turn of its own.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Gauges } from '../../control/gauges.ts'
import type { MetricRow, Sample } from './metric-table.ts'

/** Samples that are written in one step: some 2 ms. */
const SAMPLES_AT_ONCE = 1000

/** One piece for every step. */
export async function textOf(rows: readonly MetricRow[], gauges: Gauges): Promise<string[]> {
  const pieces: string[] = []
  for (const row of rows) {
    const { name, help, type, labels } = row
    const samples = row.read(gauges)
    pieces.push(`# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n`)
    for (let at = 0; at < samples.length; at += SAMPLES_AT_ONCE) {
      pieces.push(linesOf(name, labels, samples.slice(at, at + SAMPLES_AT_ONCE)))
      await nextTurn()
    }
    pieces.push('\n')
  }
  return pieces
}

function linesOf(name: string, labels: readonly string[], samples: readonly Sample[]): string {
  return samples
    .map(([values, value]) => `${name}${labelsText(labels, values)} ${numberText(value)}\n`)
    .join('')
}

function labelsText(labels: readonly string[], values: readonly string[]): string {
  if (labels.length === 0) return ''
  return `{${labels.map((label, i) => `${label}="${escapedLabel(values[i] ?? '')}"`).join(',')}}`
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

/** Few values need it. */
function escapedLabel(text: string): string {
  return /["\\\n]/.test(text) ? escaped(text).replaceAll('"', '\\"') : text
}
