// The naive baseline: what one gets from createServer of dns2 and a Map, in a process of its own.
import { fileURLToPath } from 'node:url'
import type { ServerProgram } from './server.ts'

const PROGRAM = fileURLToPath(new URL('../dns2-server.ts', import.meta.url))

export const DNS2: ServerProgram = {
  name: 'dns2',
  program: process.execPath,
  flavour: 'plain',
  zoneFile: 'corp.example.zone',
  files: () => ({}),
  arguments: ({ folder, endpoint }) => [
    '--disable-warning=ExperimentalWarning',
    PROGRAM,
    `${folder}/corp.example.zone`,
    endpoint.address,
    String(endpoint.port),
  ],
}
