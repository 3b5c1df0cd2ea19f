// The end of each form: the typed word where nothing healthy would be left, what went wrong, and the two buttons.
import { useState } from 'preact/hooks'

export interface ConfirmProps {
  readonly title: string
  /** What must be typed first; undefined: nothing. */
  readonly typed: string | undefined
  /** Why it cannot be confirmed yet; undefined: it can. */
  readonly missing: string | undefined
  /** A sentence when it failed. */
  readonly act: () => Promise<string | undefined>
  readonly onCancel: () => void
}

export function Confirm({ title, typed, missing, act, onCancel }: ConfirmProps) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const isTyped = typed === undefined || text.trim() === typed
  const confirm = async (): Promise<void> => {
    if (isBusy) return
    setBusy(true)
    const failed = await act()
    setBusy(false)
    setFailure(failed)
  }
  return (
    <>
      {typed !== undefined && (
        <label class="field danger-nothing">
          <span>
            A pool would be left with nothing healthy. Type <code>{typed}</code> if that is meant.
          </span>
          <input
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
      )}
      {failure !== undefined && (
        <p class="refusal" role="alert">
          {failure}
        </p>
      )}
      <p class="buttons">
        <span class="missing">{missing ?? ''}</span>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
        <button
          type="button"
          class={typed === undefined ? 'primary' : 'primary alarm'}
          disabled={missing !== undefined || !isTyped}
          aria-busy={isBusy}
          onClick={() => void confirm()}
        >
          {title}
        </button>
      </p>
    </>
  )
}
