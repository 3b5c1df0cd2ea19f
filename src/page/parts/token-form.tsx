// Asks for the token, once: it is kept for this tab, or on this device when its owner says so.
import { useState } from 'preact/hooks'

export interface TokenFormProps {
  readonly refusal: string | undefined
  readonly onToken: (token: string, onDevice: boolean) => void
}

export function TokenForm({ refusal, onToken }: TokenFormProps) {
  const [token, setToken] = useState('')
  const [onDevice, setOnDevice] = useState(false)
  const submit = (event: Event): void => {
    event.preventDefault()
    if (token.trim() !== '') onToken(token.trim(), onDevice)
  }
  return (
    <main class="gate">
      <h1>failover</h1>
      <form onSubmit={submit}>
        <p>
          Over the network this page needs a token. Whoever may use the socket of the daemon makes one with{' '}
          <code>failover token create NAME --scope read</code>, or <code>operate</code> to change things too.
        </p>
        {refusal !== undefined && (
          <p class="refusal" role="alert">
            {refusal}
          </p>
        )}
        <label class="field">
          <span>Token</span>
          <input
            type="password"
            name="token"
            autocomplete="off"
            spellcheck={false}
            required
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={onDevice}
            onChange={(event) => setOnDevice(event.currentTarget.checked)}
          />
          <span>Keep it on this device. Otherwise it is forgotten with this tab.</span>
        </label>
        <button type="submit" class="primary">
          Open
        </button>
      </form>
    </main>
  )
}
