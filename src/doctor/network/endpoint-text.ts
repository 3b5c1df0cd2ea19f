// Addresses of servers as a person gives them: `10.0.0.53`, `10.0.0.53:5300`, `[2001:db8::53]:53`, with commas between.
import { isIP, isIPv4, isIPv6 } from 'node:net'
import type { Endpoint } from '../../config/values.ts'

const MAX_SERVERS = 16

export function endpointText({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`
}

/** Without the port where it is the usual one. */
export function serverText({ address, port }: Endpoint, usualPort: number): string {
  return port === usualPort ? address : endpointText({ address, port })
}

/** Every problem at once. */
export function endpointsFrom(
  text: string,
  option: string,
  usualPort: number,
): { readonly endpoints: readonly Endpoint[] } | { readonly problems: readonly string[] } {
  const words = text.split(',').map((word) => word.trim())
  const read = words.map((word) => endpointFrom(word, usualPort))
  const bad = words.filter((_, at) => read[at] === undefined)
  const problems = bad.map(
    (word) =>
      `${option}: ${word === '' ? 'nothing' : word} is not an address: write 10.0.0.53 or 10.0.0.53:${usualPort}`,
  )
  if (words.length > MAX_SERVERS) problems.push(`${option}: at most ${MAX_SERVERS} addresses can be given`)
  return problems.length > 0 ? { problems } : { endpoints: read.filter((one) => one !== undefined) }
}

function endpointFrom(word: string, usualPort: number): Endpoint | undefined {
  if (isIP(word) !== 0) return { address: word, port: usualPort }
  const [, v6, other = '', digits] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(word) ?? []
  const address = v6 ?? other
  const port = Number(digits)
  const isGood = (v6 === undefined ? isIPv4(address) : isIPv6(address)) && port >= 1 && port <= 65_535
  return isGood ? { address, port } : undefined
}
