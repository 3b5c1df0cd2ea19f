// The routes about zone files, and the zones that were made of them.
import { exportQuery } from '../routes/app-queries.ts'
import type { Operation } from './operation.ts'

export const ZONES_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/findings',
    id: 'getFindings',
    tag: 'zones',
    schema: 'FindingsReport',
    summary: 'what is wrong with the zone files, also with those of which no zone is in service',
    answer: 'the findings by file, each with its place and the text of the line',
  },
  {
    method: 'get',
    path: '/v1/zones/{origin}/export',
    id: 'exportZone',
    tag: 'zones',
    schema: 'ZoneExport',
    summary: 'a zone as plain text: as it is answered now, or as its file declares it',
    answer: 'the zone',
    types: ['text/plain', 'application/json'],
    query: exportQuery,
    refusals: [404, 503],
  },
  {
    method: 'post',
    path: '/v1/reload',
    id: 'reload',
    tag: 'zones',
    schema: 'ReloadReport',
    summary: 'read the zone files again',
    answer: 'what came of each file',
  },
]
