// Worker thread entry: carries out what the loader asks of a load session, one call after the other.
import { parentPort } from 'node:worker_threads'
import { type Answered, type Asked, perform, type Told } from './load-calls.ts'
import { LoadSession } from './load-session.ts'

const session = new LoadSession()
parentPort?.on('message', async ({ id, call }: Asked) => {
  const result = await perform(session, call, (progress) => {
    const told: Told = { progress }
    parentPort?.postMessage(told)
  })
  const answered: Answered = { id, result }
  parentPort?.postMessage(answered)
})
