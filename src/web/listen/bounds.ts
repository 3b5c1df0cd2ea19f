// What no request may exceed, in octets and in time, and how strictly it is read; the same for every HTTP server of ours.
import type { ServerOptions } from 'node:http'

const MAX_HEADER_OCTETS = 8192
export const TIMEOUT_MS = 5000

/** `timeoutMs`: for a whole request, however slowly it drips in, and for the next one on its connection. */
export function boundsOf(timeoutMs = TIMEOUT_MS): ServerOptions {
  return {
    maxHeaderSize: MAX_HEADER_OCTETS,
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    keepAliveTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(timeoutMs, 1000),
    // RFC 9112 §11.2: what two readers may take for different requests is refused, also where NODE_OPTIONS asks for leniency.
    insecureHTTPParser: false,
    requireHostHeader: true,
  }
}
