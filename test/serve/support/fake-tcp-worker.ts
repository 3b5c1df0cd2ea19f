// Worker thread entry of the tests: TCP with the fake answerer.

import { serveTcp } from '../../../src/serve/serve-tcp.ts'
import { FakeAnswerer } from './fake-answerer.ts'

await serveTcp((counters) => new FakeAnswerer(counters))
