// The routes about the process itself.
import { backupQuery } from '../routes/backup.ts'
import type { Operation } from './operation.ts'

export const NODE_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/openapi.json',
    id: 'describeApi',
    tag: 'node',
    schema: 'OpenApi',
    summary: 'this description',
    answer: 'OpenAPI 3.1; its ETag changes with the version; 304 when If-None-Match has it',
    hasTag: true,
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'readMetrics',
    tag: 'node',
    schema: 'none',
    summary: 'metrics for Prometheus',
    answer: 'the text format of Prometheus',
    types: ['text/plain'],
  },
  {
    method: 'post',
    path: '/v1/backup',
    id: 'backup',
    tag: 'node',
    schema: 'BackupReport',
    summary: 'copy the database to a file of this machine',
    answer: 'the file and its size',
    query: backupQuery,
    refusals: [409, 503],
    isLocal: true,
  },
]
