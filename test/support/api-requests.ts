// For every operation of the API a request that is answered with 200 by the fake operator; a new operation needs one here.

export interface ApiRequest {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The answer is read until this is in it. */
  readonly until?: string
}

/** By the id of the operation. */
export const REQUESTS: Readonly<Record<string, ApiRequest>> = {
  describeApi: { path: '/openapi.json' },
  whoAmI: { path: '/v1/whoami' },
  getFindings: { path: '/v1/findings' },
  readOutcomes: { path: '/v1/outcomes?target=10.1.0.10/web&target=10.2.0.10/web' },
  readSamples: { path: '/v1/samples?target=10.1.0.10/web&limit=100' },
  getStatus: { path: '/v1/status' },
  explain: { path: '/v1/explain?name=intranet.corp.example&type=A&from=10.1.2.3' },
  exportZone: { path: '/v1/zones/corp.example/export', headers: { accept: 'application/json' } },
  failback: { path: '/v1/pools/intranet.corp.example/A/failback', body: {} },
  reload: { path: '/v1/reload' },
  followEvents: { path: '/v1/events', headers: { 'last-event-id': '8' }, until: 'data: ' },
  readHistory: { path: '/v1/history?limit=2' },
  decree: {
    path: '/v1/overrides',
    body: { decree: 'drain', target: '10.1.0.10', for: '2h', why: 'new disks', user: 'alice' },
  },
  undo: { path: '/v1/overrides/undo', body: { target: '10.1.0.10' } },
  simulate: { path: '/v1/simulate', body: { down: ['10.1.0.10'] } },
  report: { path: '/v1/reports/10.1.0.60%2Falive', body: { down: true, why: 'disk full' } },
  listAlerts: { path: '/v1/alerts' },
  testAlert: { path: '/v1/alerts/receivers/on-call/test' },
  readMetrics: { path: '/metrics' },
  backup: { path: '/v1/backup?file=/var/backups/failover.db' },
  listTokens: { path: '/v1/tokens' },
  createToken: { path: '/v1/tokens', body: { name: 'deploy', scope: 'operate', for: '90d' } },
  revokeToken: { path: '/v1/tokens/revoke', body: { name: 'deploy' } },
}
