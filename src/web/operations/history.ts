// The routes about what has changed, when and why.
import { eventsQuery } from '../routes/events.ts'
import { historyQuery } from '../routes/history.ts'
import { outcomesQuery, samplesQuery } from '../routes/series.ts'
import type { Operation } from './operation.ts'

export const HISTORY_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/events',
    id: 'followEvents',
    tag: 'history',
    schema: 'TransitionReport',
    summary: 'transitions as they happen, after Last-Event-ID',
    answer: 'server-sent events',
    types: ['text/event-stream'],
    query: eventsQuery,
    refusals: [429, 503],
  },
  {
    method: 'get',
    path: '/v1/history',
    id: 'readHistory',
    tag: 'history',
    schema: 'HistoryReport',
    summary: 'the transitions, newest first, a page at a time',
    answer: 'a page; next is the cursor of the page that follows',
    query: historyQuery,
    refusals: [503],
  },
  {
    method: 'get',
    path: '/v1/outcomes',
    id: 'readOutcomes',
    tag: 'history',
    schema: 'OutcomesReport',
    summary: 'the last probes of 1 to 100 targets, oldest first, 60 of each',
    answer: 'the outcomes by target; unknown has what is no target, and 404 comes when all are',
    query: outcomesQuery,
    repeated: ['target'],
    refusals: [404],
  },
  {
    method: 'get',
    path: '/v1/samples',
    id: 'readSamples',
    tag: 'history',
    schema: 'SamplesReport',
    summary: 'the stored latency history of one target, oldest first, a page at a time',
    answer: 'a page; nextMs is the since of the page that follows',
    query: samplesQuery,
    refusals: [404, 503],
  },
]
