// Asks ADDRESS once with a probe TYPE and options as JSON, and prints how that ended, for tests in other namespaces.
import { probeOf } from '../../src/probe/index.ts'

const [type = '', address = '', options = '{}'] = process.argv.slice(2)
const configured = probeOf(type)?.configure(JSON.parse(options))
if (configured?.ok) {
  const { ending, detail } = await configured.run(address, AbortSignal.timeout(1000))
  const isTimerLeft = process.getActiveResourcesInfo().includes('Timeout')
  process.stdout.write(`${ending}: ${detail}${isTimerLeft ? ' (and a timer is left)' : ''}`)
} else process.stdout.write(`refused: ${configured?.problems.map(({ sentence }) => sentence).join('; ')}`)
