// The dialog before anything is done: what, for how long and why, and what it would change, before it can be confirmed.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Deed } from '../view/deed.ts'
import { FailbackForm } from './failback-form.tsx'
import { OverrideForm } from './override-form.tsx'
import { UndoForm } from './undo-form.tsx'

export interface DeedDialogProps {
  readonly deed: Deed
  /** With a sentence: it was done. */
  readonly onClose: (done?: string) => void
}

export function DeedDialog({ deed, onClose }: DeedDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const { activeElement } = document
    const element = dialog.current
    element?.showModal()
    return () => {
      // While it is open nothing outside of it takes the focus.
      element?.close()
      if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby="deed-title"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      {deed.kind === 'override' && <OverrideForm pool={deed.pool} member={deed.member} onClose={onClose} />}
      {deed.kind === 'undo' && <UndoForm target={deed.target} decree={deed.decree} onClose={onClose} />}
      {deed.kind === 'failback' && <FailbackForm pool={deed.pool} onClose={onClose} />}
    </dialog>
  )
}
