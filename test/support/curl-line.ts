// A line with curl as README shows it: what it asks for.
import assert from 'node:assert/strict'

export interface CurlRequest {
  readonly method: string
  readonly url: URL
  readonly body: unknown
}

/** Of the options that README uses. */
export function requestOf(line: string): CurlRequest {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, one, two, three]) => one ?? two ?? three ?? '',
  )
  const after = (option: string): string | undefined => words[words.indexOf(option) + 1 || words.length]
  const address = words.find((word) => /^https?:\/\//.test(word))
  assert.ok(address, `${line}: it has no URL`)
  const json = after('--json')
  const method = after('-X') ?? (json === undefined ? 'GET' : 'POST')
  return { method, url: new URL(address), body: json === undefined ? undefined : JSON.parse(json) }
}
