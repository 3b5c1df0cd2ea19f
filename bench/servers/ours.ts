// Our own daemon, as `npm run build` makes it.
import { fileURLToPath } from 'node:url'
import type { ServerProgram } from './server.ts'

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export const OURS: ServerProgram = {
  name: 'failover',
  program: process.execPath,
  flavour: 'plain',
  zoneFile: 'zones/corp.example.zone',
  files: ({ endpoint, dot, certificate }) => ({
    'failover.yaml': [
      `listen: ['${endpoint.address}:${endpoint.port}']`,
      `dot: ['${dot.address}:${dot.port}']`,
      'tls: { certificate: chain.pem, key: key.pem }',
      'log: warn\n',
    ].join('\n'),
    'chain.pem': certificate.cert,
    'key.pem': certificate.key,
  }),
  arguments: ({ folder }) => [PROGRAM, 'serve', '--config', `${folder}/failover.yaml`],
}
