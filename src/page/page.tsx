// The operator's page: begins here, in the browser; wires store, client and screen together.
import { render } from 'preact'
import { Client } from './api/client.ts'
import { App } from './parts/app.tsx'
import { INITIAL } from './state/state.ts'
import { Store } from './state/store.ts'
import { type Shelf, TokenKeeper } from './state/token-keeper.ts'

/** A browser that forbids storage throws when it is only looked at. */
function shelf(name: 'sessionStorage' | 'localStorage'): Shelf | undefined {
  try {
    return window[name]
  } catch {
    return undefined
  }
}

const root = document.getElementById('page')
if (root !== null) {
  const keeper = new TokenKeeper(shelf('sessionStorage'), shelf('localStorage'))
  const client = new Client({ tokenOf: () => keeper.token })
  render(<App store={new Store(INITIAL)} client={client} keeper={keeper} />, root)
}
