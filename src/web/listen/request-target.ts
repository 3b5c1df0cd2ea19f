// What of a request says where it leads: brought into one form, in which everything that follows can trust the Host.
import type { IncomingMessage } from 'node:http'

/** `OPTIONS *` asks for the server as a whole (RFC 9110 §9.3.7): the path under which that is answered. */
export const WHOLE_SERVER = '/*'

/** Changes the request into the origin form (RFC 9112 §3.2.1); the sentence that says why it cannot be is for a refusal. */
export function useOriginForm(incoming: IncomingMessage): string | undefined {
  const { headersDistinct, method, url = '' } = incoming
  // RFC 9112 §3.2: of two neither can be trusted, for a proxy may have looked at the other one.
  if ((headersDistinct['host']?.length ?? 0) > 1) return 'the field Host stands there more than once'
  if (url === '*' && method === 'OPTIONS') incoming.url = WHOLE_SERVER
  else if (/^https?:\/\//i.test(url)) return useAbsoluteForm(incoming, url)
  return undefined
}

/** RFC 9112 §3.2.2: the host in the target is the one that counts, whatever Host says. */
function useAbsoluteForm(incoming: IncomingMessage, target: string): string | undefined {
  const [, host = '', path = ''] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target) ?? []
  // RFC 9110 §4.2.4: who is named before an @ may be there to deceive.
  if (host === '' || host.includes('@')) return 'the target has no host, or a user before it'
  incoming.url = isPath(path) ? path : `/${path}`
  if (path === '' && incoming.method === 'OPTIONS') incoming.url = WHOLE_SERVER
  incoming.headers.host = host
  const at = incoming.rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'host')
  if (at < 0) incoming.rawHeaders.push('Host', host)
  else incoming.rawHeaders[at + 1] = host
  return undefined
}

function isPath(text: string): boolean {
  return text.startsWith('/')
}
