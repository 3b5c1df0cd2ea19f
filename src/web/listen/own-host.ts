// Whether a request comes to us by a name of ours and from no page of another's: what no browser can be made to forge.
import { problemResponse } from '../routes/problem.ts'
import { isOurs } from './host.ts'
import { misdirected } from './stranger.ts'

export interface Asked {
  /** The fields Host and Origin, as they came. */
  readonly host: string | undefined
  readonly origin: string | undefined
}

/** How it is refused; undefined: it is not. `names` of this node, absolute and in lower case; `section` of failover.yaml. */
export function refuseForeign(
  { host = '', origin }: Asked,
  names: readonly string[],
  section: string,
): Response | undefined {
  if (!isOurs(host, names)) return misdirected(section)
  if (isOwnOrigin(origin, host)) return undefined
  return problemResponse('foreign-origin', 'pages of other origins may ask for nothing here')
}

/** Browsers tell the origin of the page that asks, at the least for whatever changes something; others do not. */
function isOwnOrigin(origin: string | undefined, host: string): boolean {
  const own = host.toLowerCase()
  return origin === undefined || [`http://${own}`, `https://${own}`].includes(origin.toLowerCase())
}
