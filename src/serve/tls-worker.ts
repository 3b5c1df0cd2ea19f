// Worker thread entry: DNS over TLS and over HTTPS with the real answerer.

import { makeResponder } from './make-responder.ts'
import { serveTls } from './serve-tls.ts'

await serveTls(makeResponder)
