// The whole page: opens the door, keeps the state live while it is open, and shows what there is to see.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Client } from '../api/client.ts'
import { enter } from '../state/enter.ts'
import { goLive, type Live } from '../state/live.ts'
import type { State } from '../state/state.ts'
import type { Store } from '../state/store.ts'
import type { TokenKeeper } from '../state/token-keeper.ts'
import { Desk } from './desk.tsx'
import { useStore } from './hooks.ts'
import { TokenForm } from './token-form.tsx'

export interface AppProps {
  readonly store: Store<State>
  readonly client: Client
  readonly keeper: TokenKeeper
}

export function App({ store, client, keeper }: AppProps) {
  const state = useStore(store)
  const live = useRef<Live>(undefined)
  /** Counts the tries to come in: a token that was pasted, or one that is no good any more. */
  const [visit, setVisit] = useState(0)
  useEffect(() => {
    const left = new AbortController()
    const comeIn = async (): Promise<void> => {
      const isOpen = await enter(store, client, keeper, left.signal)
      if (!isOpen || left.signal.aborted) return
      live.current = goLive(store, client, () => setVisit((count) => count + 1))
    }
    void comeIn()
    return () => {
      left.abort()
      live.current?.stop()
      live.current = undefined
    }
  }, [store, client, keeper, visit])

  const comeBack = useCallback(() => setVisit((count) => count + 1), [])
  const leave = useCallback(() => {
    keeper.forget()
    comeBack()
  }, [keeper, comeBack])

  if (state.door === 'token')
    return (
      <TokenForm
        refusal={state.refusal}
        onToken={(token, onDevice) => {
          keeper.keep(token, onDevice)
          comeBack()
        }}
      />
    )
  if (state.status === undefined) return <Waiting sentence={state.lost?.sentence ?? state.refusal} />
  return (
    <Desk
      state={state}
      status={state.status}
      client={client}
      look={() => live.current?.look()}
      watch={(ids) => live.current?.watch(ids)}
      leave={keeper.token === undefined ? undefined : leave}
    />
  )
}

function Waiting({ sentence }: { readonly sentence: string | undefined }) {
  return (
    <main class="gate">
      <h1>failover</h1>
      <p role="status">{sentence === undefined ? 'Asking the daemon …' : `${sentence}. Trying again …`}</p>
    </main>
  )
}
