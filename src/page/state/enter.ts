// Opens the door: finds out whether a token is needed, whether the one at hand is good, and what it allows.
import type { TokenBearer } from '../../control/operator.ts'
import type { Client } from '../api/client.ts'
import type { Door } from '../api/door.ts'
import { pause } from '../api/event-stream.ts'
import type { State } from './state.ts'
import type { Store } from './store.ts'
import type { TokenKeeper } from './token-keeper.ts'

const RETRY_EVERY_MS = 1500

/** Resolves when the door is open, or when only a person can open it; `refused`: the token was good until now. */
export async function enter(
  store: Store<State>,
  client: Client,
  keeper: TokenKeeper,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const door = await client.ask<Door>('/page/door.json')
    if ('answer' in door) {
      if (door.answer.needsToken && keeper.token === undefined) return askForToken(store, undefined)
      const who = await client.ask<TokenBearer>('/v1/whoami')
      if ('answer' in who) return open(store, who.answer)
      if (who.problem.status === 401) {
        keeper.forget()
        return askForToken(store, 'This token is not known, or its time is over.')
      }
      close(store, who.problem.sentence)
    } else close(store, door.problem.sentence)
    await pause(RETRY_EVERY_MS, signal)
  }
  return false
}

function open(store: Store<State>, who: TokenBearer): boolean {
  store.update(({ refusal: _, ...state }) => ({ ...state, door: 'open', who }))
  return true
}

function askForToken(store: Store<State>, refusal: string | undefined): boolean {
  store.update(({ refusal: _, ...state }) => ({
    ...state,
    door: 'token',
    ...(refusal === undefined ? {} : { refusal }),
  }))
  return false
}

function close(store: Store<State>, refusal: string): void {
  store.update((state) => ({ ...state, door: 'closed', refusal }))
}
