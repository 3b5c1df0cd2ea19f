// Worker thread entry: UDP with the real answerer.

import { makeResponder } from './make-responder.ts'
import { serveUdp } from './serve-udp.ts'

await serveUdp(makeResponder)
