// Metrics as Prometheus reads them: fetched from a daemon, and looked up by name and labels.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'

export interface Scrape {
  readonly text: string
  /** Names of the metrics. */
  readonly names: ReadonlySet<string>
  /** Of the one sample that bears these labels, written as in the text: `state="up"`; undefined when there is none. */
  readonly value: (name: string, ...labels: readonly string[]) => number | undefined
}

export type ScrapeFrom = { readonly socketPath: string } | { readonly host: string; readonly port: number }

export async function scrape(from: ScrapeFrom): Promise<Scrape> {
  const [response] = await once(request({ ...from, path: '/metrics' }).end(), 'response')
  const text = (await response.setEncoding('utf8').toArray()).join('')
  assert.equal(response.statusCode, 200, text)
  return read(text)
}

export function read(text: string): Scrape {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const value: Scrape['value'] = (name, ...labels) => {
    const found = samples.filter(
      (line) => line.split(/[ {]/)[0] === name && labels.every((label) => line.includes(label)),
    )
    assert.ok(found.length <= 1, `several samples of ${name}:\n${found.join('\n')}`)
    return found[0] === undefined ? undefined : Number(found[0].split(' ').at(-1))
  }
  return { text, names: new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1] ?? '')), value }
}
