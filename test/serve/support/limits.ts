// The bounds of streams when a test does not care.

import type { TcpLimits } from '../../../src/serve/limits.ts'

export const LIMITS: TcpLimits = {
  maxConnections: 1024,
  maxConnectionsPerClient: 128,
  maxBytesInFlight: 256 * 1024,
  idleTimeoutMs: 10_000,
  frameTimeoutMs: 5000,
  writeTimeoutMs: 10_000,
  handshakeTimeoutMs: 5000,
}
