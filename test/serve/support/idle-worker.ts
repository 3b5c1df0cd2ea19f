// A worker of the tests that says it is ready and then shows no sign of life.

import { parentPort, workerData } from 'node:worker_threads'

parentPort?.postMessage({ ready: true })
workerData.inbox.on('message', () => undefined)
