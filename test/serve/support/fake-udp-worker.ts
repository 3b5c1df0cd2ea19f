// Worker thread entry of the tests: UDP with the fake answerer.

import { serveUdp } from '../../../src/serve/serve-udp.ts'
import { FakeAnswerer } from './fake-answerer.ts'

await serveUdp((counters) => new FakeAnswerer(counters))
