// The names that the daemon knows, for completion: asked with little patience, for somebody waits with a finger on the key.
import type { AlertsReport, PoolStatus, Status, TargetStatus, TokenList } from '../../control/operator.ts'
import { ask } from '../client.ts'
import type { Candidate } from './place.ts'
import type { DaemonNames } from './values.ts'

const PATIENCE_MS = 800

/** None when there is no daemon, or it takes too long. */
export async function daemonNames(socketPath: string, kind: DaemonNames): Promise<readonly Candidate[]> {
  if (kind === 'token') {
    const asked = await ask<TokenList>(socketPath, 'GET', '/v1/tokens', undefined, { timeoutMs: PATIENCE_MS })
    if (!('answer' in asked)) return []
    return asked.answer.tokens.map(({ name, scope }) => ({ word: name, description: scope }))
  }
  if (kind === 'receiver') {
    const asked = await ask<AlertsReport>(socketPath, 'GET', '/v1/alerts', undefined, {
      timeoutMs: PATIENCE_MS,
    })
    if (!('answer' in asked)) return []
    return asked.answer.receivers.map(({ name, channel }) => ({ word: name, description: channel }))
  }
  const asked = await ask<Status>(socketPath, 'GET', '/v1/status', undefined, { timeoutMs: PATIENCE_MS })
  return 'answer' in asked ? NAMES[kind](asked.answer) : []
}

const NAMES: Readonly<Record<Exclude<DaemonNames, 'token' | 'receiver'>, (status: Status) => Candidate[]>> = {
  zone: zoneNames,
  pool: ({ pools }) => pools.map(poolName),
  type: ({ pools }) => pools.map(({ type }) => ({ word: type, description: 'record type' })),
  target: ({ targets }) => targets.flatMap(targetNames),
  override: ({ overrides = [] }) =>
    overrides.map(({ target, decree, why }) => ({ word: target, description: `${decree}: ${why}` })),
  name: (status) => [
    ...zoneNames(status),
    ...status.pools.map(poolName),
    ...status.targets.flatMap(targetNames),
    ...status.targets.map(({ check }) => ({ word: check, description: 'check' })),
  ],
}

function zoneNames({ zones }: Status): Candidate[] {
  return zones.map(({ origin, records }) => ({
    word: withoutDot(origin),
    description: `zone, ${records} records`,
  }))
}

function poolName({ name, answers }: PoolStatus): Candidate {
  const now = answers.map(({ data }) => data).join(', ')
  return { word: withoutDot(name), description: `pool, answers ${now || 'nothing'}` }
}

function targetNames({ id, address, check, state }: TargetStatus): Candidate[] {
  return [
    { word: address, description: 'address' },
    { word: id, description: `${check}, ${state}` },
  ]
}

function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name
}
