// Our own daemon, as `npm start` starts it.
import { fileURLToPath } from 'node:url'
import type { ServerProgram } from './server.ts'

const PROGRAM = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

export const OURS: ServerProgram = {
  name: 'failover',
  program: process.execPath,
  flavour: 'plain',
  zoneFile: 'zones/corp.example.zone',
  files: ({ endpoint }) => ({
    'failover.yaml': `listen: ['${endpoint.address}:${endpoint.port}']\nlog: warn\n`,
  }),
  arguments: ({ folder }) => [
    '--disable-warning=ExperimentalWarning',
    PROGRAM,
    'serve',
    '--config',
    `${folder}/failover.yaml`,
  ],
}
