// Runs the examinations side by side, each for a bounded time, and tells of each as it ends.
import type { Context } from './context.ts'
import { type Examination, type Finding, type Level, skipped, warning } from './examination.ts'

export interface Examined {
  readonly title: string
  readonly findings: readonly Finding[]
}

/** No single wait is longer than 2 s; the longest row of them is the way to a parent's servers. */
const EXAMINATION_MS = 7000

/** In the order of the list, whichever ends first. */
export function examine(
  examinations: readonly Examination[],
  context: Context,
  onEnd: (examined: Examined) => void = () => undefined,
  withinMs = EXAMINATION_MS,
): Promise<readonly Examined[]> {
  return Promise.all(
    examinations.map(async (examination) => {
      const examined = {
        title: examination.title,
        findings: await findingsOf(examination, context, withinMs),
      }
      onEnd(examined)
      return examined
    }),
  )
}

function findingsOf(
  examination: Examination,
  context: Context,
  withinMs: number,
): Promise<readonly Finding[]> {
  if (context.isQuick && examination.asksOthers)
    return Promise.resolve([skipped('asks other machines, which --quick leaves out')])
  const late = Promise.withResolvers<readonly Finding[]>()
  const timer = setTimeout(() => {
    const found = `not done after ${withinMs / 1000}s`
    late.resolve([
      warning(found, 'the machines that it asks are slow or silent: run it again, or with --quick'),
    ])
  }, withinMs)
  return Promise.race([attempt(examination, context), late.promise]).finally(() => clearTimeout(timer))
}

/** One examination that fails takes no other with it, and is not passed over in silence. */
async function attempt(examination: Examination, context: Context): Promise<readonly Finding[]> {
  try {
    return await examination.run(context)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [
      warning(`could not be examined: ${message}`, 'this is a fault of failover doctor: please report it'),
    ]
  }
}

export function countLevels(examined: readonly Examined[]): Readonly<Record<Level, number>> {
  const counts = { ok: 0, warning: 0, problem: 0, skipped: 0 }
  for (const { findings } of examined) for (const { level } of findings) counts[level]++
  return counts
}
