// What many parts of the desk need, so that it is not handed from part to part.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Status, TargetOutcomes } from '../../control/operator.ts'
import type { Client } from '../api/client.ts'
import type { Place } from '../state/place.ts'
import type { Deed } from '../view/deed.ts'
import type { TargetsById } from '../view/lanes.ts'
import type { Go } from './hooks.ts'

export interface DeskContext {
  readonly client: Client
  readonly status: Status
  readonly targets: TargetsById
  readonly outcomes: ReadonlyMap<string, TargetOutcomes>
  readonly place: Place
  readonly go: Go
  /** By the daemon's clock. */
  readonly nowMs: number
  readonly mayOperate: boolean
  /** Opens the dialog. */
  readonly begin: (deed: Deed) => void
}

const Context = createContext<DeskContext | undefined>(undefined)

export const DeskProvider = Context.Provider

export function useDesk(): DeskContext {
  const desk = useContext(Context)
  if (desk === undefined) throw new Error('this part stands on no desk')
  return desk
}
