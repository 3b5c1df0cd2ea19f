// The calls that cross to a load session in another thread.

import type { OnProgress, ReadProgress } from '../../zone/draft.ts'
import type { SimulateZoneJob } from '../desk/simulate-zone.ts'
import type { ExplainPastJob } from '../past/explain-past.ts'
import type { LoadJob } from './load-job.ts'
import type { LoadSession } from './load-session.ts'
import { type ZoneTextJob, zoneText } from './zone-text.ts'

export type Call =
  | { readonly method: 'load'; readonly job: LoadJob }
  | { readonly method: 'packSources' }
  | { readonly method: 'textPieces'; readonly file: string }
  | { readonly method: 'compare'; readonly origin: string; readonly databaseFile: string }
  | { readonly method: 'nextChanges' }
  | { readonly method: 'zoneText'; readonly job: ZoneTextJob }
  | { readonly method: 'simulateZone'; readonly job: SimulateZoneJob }
  | { readonly method: 'explainPast'; readonly job: ExplainPastJob }

export interface Asked {
  readonly id: number
  readonly call: Call
}

export interface Answered {
  readonly id: number
  readonly result: unknown
}

/** How far a load is, told before it is answered. */
export interface Told {
  readonly progress: ReadProgress
}

/** A promise where the code is read only when it is needed: a reload must not wait for it. */
export function perform(session: LoadSession, call: Call, onProgress?: OnProgress): unknown {
  switch (call.method) {
    case 'load':
      return session.load(call.job, onProgress)
    case 'packSources':
      return session.packSources()
    case 'textPieces':
      return session.textPieces(call.file)
    case 'compare':
      return session.compare(call)
    case 'nextChanges':
      return session.nextChanges()
    case 'zoneText':
      return zoneText(call.job)
    case 'simulateZone':
      return import('../desk/simulate-zone.ts').then(({ simulateZone }) => simulateZone(call.job))
    case 'explainPast':
      return import('../past/explain-past.ts').then(({ explainPast }) => explainPast(call.job))
  }
}
