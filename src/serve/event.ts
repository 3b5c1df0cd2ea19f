// What happens to the workers while they serve, for the log.

import type { UdpIo } from './choose-udp.ts'

export type ServingEvent =
  | { readonly event: 'udp-io'; readonly io: UdpIo; readonly reason: string }
  | {
      readonly event: 'worker-died'
      readonly worker: string
      readonly reason: string
      readonly restartMs: number
    }
  | { readonly event: 'worker-restarted'; readonly worker: string }
  | { readonly event: 'worker-stuck'; readonly worker: string }
  | { readonly event: 'worker-terminated'; readonly worker: string }
