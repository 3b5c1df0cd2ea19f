// A UDP worker's whole life: step until the stop is requested, then answer what has arrived, then close.

import { MAX_DRAIN_BATCHES } from './limits.ts'
import type { UdpSocket } from './udp-socket.ts'
import type { WorkerControl } from './worker-control.ts'

export async function runUdpLoop(socket: UdpSocket, control: WorkerControl): Promise<void> {
  while (!control.stopRequested()) {
    const served = socket.step(true)
    if (typeof served !== 'number') await served
    control.tick()
  }
  for (let batches = 0; batches < MAX_DRAIN_BATCHES; batches++) {
    if ((await socket.step(false)) === 0) break
  }
  control.socket = -1
  socket.close()
}
