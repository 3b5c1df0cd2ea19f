// Where the last outcomes of targets are asked for: as many as one request may name.

const MAX_TARGETS = 100
/** Of the path and its query; the API takes some more. */
const MAX_CHARACTERS = 6000

/** The first ones of these ids, as far as there is room. */
export function outcomesPath(ids: readonly string[]): string {
  let path = '/v1/outcomes?'
  for (const id of ids.slice(0, MAX_TARGETS)) {
    const part = `target=${encodeURIComponent(id)}&`
    if (path.length + part.length > MAX_CHARACTERS) break
    path += part
  }
  return path.slice(0, -1)
}
