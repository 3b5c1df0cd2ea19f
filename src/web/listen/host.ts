// Whether a request's Host names this node: what keeps other people's web pages from reaching us through a browser.
import { isIP } from 'node:net'

/**
 * A page that a browser has loaded from a name of its author's can ask us by that name, and read the answer, when the
 * author lets the name lead here. By our address or a name of ours it asks as a stranger: browsers let it show no token,
 * and read no answer. `names` are absolute and in lower case.
 */
export function isOurs(header: string, names: readonly string[]): boolean {
  const [, v6, other = ''] = /^(?:\[([^\]]*)\]|([^:[\]]+))(?::\d{0,5})?$/.exec(header) ?? []
  if (v6 !== undefined) return isIP(v6) === 6
  const name = `${other.toLowerCase().replace(/\.$/, '')}.`
  return isIP(other) === 4 || name === 'localhost.' || names.includes(name)
}
