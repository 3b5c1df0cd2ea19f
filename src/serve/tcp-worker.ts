// Worker thread entry: TCP with the real answerer.

import { makeResponder } from './make-responder.ts'
import { serveTcp } from './serve-tcp.ts'

await serveTcp(makeResponder)
