// An operator with a small company to tell of, for tests of the API and of the command line.
import type {
  BackupRequest,
  ExplainRequest,
  ExportRequest,
  HistoryReport,
  HistoryRequest,
  Operator,
  ReloadReport,
  ReportRequest,
  SimulateRequest,
  Status,
  ZoneExport,
} from '../../src/control/operator.ts'
import { fakeAlerts } from './fake-alerts.ts'
import { type FakeDecrees, fakeDecrees } from './fake-decrees.ts'
import { type FakeSeries, fakeSeries } from './fake-series.ts'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')

export const STATUS: Status = {
  atMs: NOW_MS,
  node: { version: '0.1.0', startedAtMs: NOW_MS - 11_520_000, pid: 4711, generation: 17 },
  listening: ['127.0.0.1:5300', '[::1]:5300'],
  udpIo: 'koffi',
  zones: [
    {
      origin: 'corp.example.',
      file: 'zones/corp.example.zone',
      serial: 2026030104,
      records: 54,
      pools: 2,
      loadedAtMs: NOW_MS - 200_000,
      problems: [],
      stale: false,
    },
    {
      origin: '1.10.in-addr.arpa.',
      file: 'zones/1.10.in-addr.arpa.zone',
      serial: 7,
      records: 12,
      pools: 0,
      loadedAtMs: NOW_MS - 11_520_000,
      problems: ['zones/1.10.in-addr.arpa.zone:9:10: no-type: there is no record type here'],
      stale: true,
    },
  ],
  targets: [
    {
      id: '10.1.0.10/web',
      address: '10.1.0.10',
      check: 'web',
      state: 'down',
      sinceMs: NOW_MS - 192_400,
      goods: 0,
      bads: 96,
      last: { ending: 'status', detail: '503, expected 200-299', latencyMs: 3.4, atMs: NOW_MS - 400 },
      nextProbeInMs: 1600,
      pools: ['intranet.corp.example. A'],
    },
    {
      id: '10.2.0.10/web',
      address: '10.2.0.10',
      check: 'web',
      state: 'up',
      sinceMs: NOW_MS - 11_500_000,
      goods: 5740,
      bads: 0,
      last: { ending: 'ok', detail: '', latencyMs: 12, atMs: NOW_MS - 900 },
      nextProbeInMs: 1100,
      pools: ['intranet.corp.example. A'],
    },
    {
      id: '10.1.0.25/smtp',
      address: '10.1.0.25',
      check: 'smtp',
      state: 'unknown',
      sinceMs: NOW_MS - 1000,
      goods: 0,
      bads: 0,
      pools: [],
    },
  ],
  pools: [
    {
      name: 'intranet.corp.example.',
      type: 'A',
      zone: 'corp.example.',
      tier: 2,
      answers: [{ data: '10.2.0.10', ttlSeconds: 10 }],
      members: [
        {
          data: '10.1.0.10',
          tier: 1,
          available: false,
          published: false,
          why: '10.1.0.10/web is down: unexpected status, 503, expected 200-299 (96 bad in a row)',
        },
        {
          data: '10.2.0.10',
          tier: 2,
          available: true,
          published: true,
          why: '10.2.0.10/web is up: passed (5740 good in a row)',
        },
      ],
      why: 'no primary is available: the standby answers',
    },
    {
      name: 'app.corp.example.',
      type: 'A',
      zone: 'corp.example.',
      tier: 1,
      answers: [
        { data: '10.1.0.21', ttlSeconds: 4 },
        { data: '10.1.0.22', ttlSeconds: 4 },
      ],
      members: [
        {
          data: '10.1.0.21',
          tier: 1,
          weight: 3,
          available: true,
          published: true,
          why: 'depends on no check',
        },
        { data: '10.1.0.22', tier: 1, available: true, published: true, why: 'depends on no check' },
      ],
      why: 'the primary is available',
      shrunkTtl: { declaredSeconds: 30, ttlSeconds: 4, why: 'a change is under way' },
    },
  ],
  queries: { NOERROR: 120_345, NXDOMAIN: 12, REFUSED: 0 },
}

export const REPORT: ReloadReport = {
  zones: [
    {
      origin: 'corp.example.',
      file: 'zones/corp.example.zone',
      result: 'loaded',
      problems: [],
      findings: [],
    },
    {
      origin: 'lab.example.',
      file: 'zones/lab.example.zone',
      result: 'unchanged',
      problems: [],
      findings: [],
    },
  ],
}

export const REFUSED_REPORT: ReloadReport = {
  zones: [
    {
      file: 'zones/bad.zone',
      result: 'refused',
      problems: ['zones/bad.zone:1:1: soa-missing: the zone has no SOA record'],
      findings: [
        {
          file: 'zones/bad.zone',
          line: 1,
          column: 1,
          severity: 'error',
          code: 'soa-missing',
          sentence: 'the zone has no SOA record',
          text: 'www A 192.0.2.1',
        },
      ],
    },
  ],
}

export const EXPORT: ZoneExport = {
  origin: 'corp.example.',
  serial: 2026030104,
  declared: false,
  text: 'corp.example.\t\t\t\t      300 IN NS\t\tns1.corp.example.\n',
}

/** Two pages of two and one. */
export const HISTORY: HistoryReport['transitions'] = [
  {
    id: 9,
    atMs: NOW_MS,
    kind: 'verdict',
    target: '10.1.0.10/web',
    from: 'up',
    to: 'down',
    reason: 'status',
    detail: '503, expected 200-299',
  },
  {
    id: 8,
    atMs: NOW_MS - 60_000,
    kind: 'override',
    target: '10.1.0.21/web',
    from: 'none',
    to: 'drain',
    reason: 'new disks',
    detail: 'kim',
  },
  {
    id: 5,
    atMs: NOW_MS - 200_000,
    kind: 'reload',
    target: 'corp.example.',
    from: '2026030103',
    to: '2026030104',
    reason: 'zones/corp.example.zone',
    detail: '54 records, 4 of them in pools',
  },
]

/** The token `read` reads, `operate` operates. */
function fakeTokens(): Pick<Operator, 'createToken' | 'tokens' | 'revokeToken' | 'bearerOf'> {
  const made = { who: 'alice', createdAtMs: NOW_MS }
  return {
    createToken: ({ name, scope, who }) => ({
      secret: 'a-secret',
      token: { name, scope, who, createdAtMs: NOW_MS },
    }),
    tokens: () => ({
      atMs: NOW_MS,
      tokens: [
        {
          name: 'deploy',
          scope: 'operate',
          ...made,
          endsAtMs: NOW_MS + 7_200_000,
          usedAtMs: NOW_MS - 60_000,
        },
      ],
    }),
    revokeToken: ({ name }) => ({ revoked: { name, scope: 'read', ...made } }),
    bearerOf: (secret) =>
      secret === 'read' || secret === 'operate'
        ? { name: `${secret}er`, scope: secret, ...(secret === 'read' ? { endsAtMs: NOW_MS } : {}) }
        : undefined,
  }
}

/** One pause, and there it is. */
export function* stepsTo(status: Status): Generator<void, Status> {
  yield
  return status
}

export interface FakeOperator extends Operator, FakeDecrees, FakeSeries {
  readonly recalled: HistoryRequest[]
  readonly backups: BackupRequest[]
  readonly simulated: SimulateRequest[]
  readonly exported: ExportRequest[]
  readonly asked: ExplainRequest[]
  readonly reported: ReportRequest[]
  report: ReloadReport
}

export function fakeOperator(): FakeOperator {
  const asked: ExplainRequest[] = []
  const simulated: SimulateRequest[] = []
  const exported: ExportRequest[] = []
  const reported: ReportRequest[] = []
  const recalled: HistoryRequest[] = []
  const backups: BackupRequest[] = []
  return {
    simulated,
    simulate: (request) => {
      simulated.push(request)
      return { presumed: [], pools: [] }
    },
    asked,
    recalled,
    backups,
    backup: async (request) => {
      backups.push(request)
      if (request.file.startsWith('/there')) return { problem: { code: 'conflict', sentence: 'it is there' } }
      return { file: request.file, octets: 4096, atMs: NOW_MS }
    },
    history: (request) => {
      recalled.push(request)
      const { cursor = Number.MAX_SAFE_INTEGER } = request
      if (request.subject === 'nothing') return { transitions: [] }
      const left = HISTORY.filter(({ id }) => id < cursor)
      const transitions = left.slice(0, Math.min(2, request.limit ?? 2))
      const last = transitions.at(-1)
      return { transitions, ...(last && transitions.length < left.length ? { next: last.id } : {}) }
    },
    ...fakeTokens(),
    ...fakeDecrees(),
    ...fakeSeries(),
    ...fakeAlerts(),
    events: ({ after = 9, limit }) => ({
      after: Math.min(after, 9),
      transitions: HISTORY.toReversed()
        .filter(({ id }) => id > after)
        .slice(0, limit),
    }),
    exported,
    reported,
    takeReport: (request) => {
      reported.push(request)
      const { target, down } = request
      if (target.startsWith('10.1.0.60')) return { targets: [target], down, atMs: NOW_MS }
      return { problem: { code: 'not-found', sentence: `there is no target ${target}` } }
    },
    exportZone: async (request) => {
      exported.push(request)
      if (request.origin.startsWith('corp.example')) return { ...EXPORT, declared: request.declared }
      return {
        problem: {
          code: 'not-found',
          sentence: `${request.origin}. is none of our zones; there is corp.example.`,
        },
      }
    },
    report: REPORT,
    statusSteps: () => stepsTo(STATUS),
    revision: () => 'r1',
    explain: (request) => {
      asked.push(request)
      if (request.name === 'elsewhere.example')
        return { problem: { code: 'not-found', sentence: 'elsewhere.example. is in none of our zones' } }
      if (request.name === 'broken') throw new Error('an operator that fails')
      const { atMs } = request
      return atMs === undefined ? EXPLANATION : { ...EXPLANATION, atMs, unknown: UNKNOWN }
    },
    async reload(): Promise<ReloadReport> {
      return this.report
    },
  }
}

const UNKNOWN = [
  'the clock was set back, so that this time came twice: this is the second one',
  'a TTL may have been lower',
]

const EXPLANATION = {
  question: 'intranet.corp.example. A',
  steps: [
    {
      fact: 'declared',
      sentence: 'intranet.corp.example. 10 A 10.1.0.10 is in tier 1 and needs check web',
      place: 'zones/corp.example.zone:18',
    },
    {
      fact: 'declared',
      sentence: 'intranet.corp.example. 10 A 10.2.0.10 is in tier 2 and needs check web',
      place: 'zones/corp.example.zone:19',
    },
    {
      fact: 'measured',
      sentence:
        '10.1.0.10/web is down: unexpected status, 503, expected 200-299, from a server that says \u001b[31mred\u0007 (96 bad in a row)',
    },
    { fact: 'decreed', sentence: 'nobody has overridden anything' },
    { fact: 'published', sentence: 'no primary is available: the standby answers' },
  ],
  answer: {
    rcode: 'NOERROR',
    records: ['intranet.corp.example. 10 IN A 10.2.0.10'],
    authority: ['corp.example. 300 IN NS ns1.corp.example.'],
  },
} as const
