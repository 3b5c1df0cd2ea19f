// Worker thread entry of the tests: DNS over TLS and over HTTPS with the fake answerer.

import { serveTls } from '../../../src/serve/serve-tls.ts'
import { FakeAnswerer } from './fake-answerer.ts'

await serveTls((counters) => new FakeAnswerer(counters))
