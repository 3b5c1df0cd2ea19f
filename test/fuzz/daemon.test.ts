// The running daemon under malformed datagrams and streams; the long version is `npm run fuzz`.
import { test } from 'node:test'
import { weatherStorm } from './daemon-storm.ts'
import { STORMS, USUAL_SEED } from './plans.ts'
import { summaryOf } from './summary.ts'

test('malformed datagrams and streams, idle and slow clients: every good question is answered, nothing grows, nothing stays open', async (t) => {
  t.diagnostic(summaryOf(await weatherStorm({ ...STORMS.short, seed: USUAL_SEED, udpIo: 'auto' })))
})
