// Tells when the zones folder has changed, once the editor has finished writing.
import { type FSWatcher, watch } from 'node:fs'

/** Editors write a file in several steps; the last of them is waited for. */
const QUIET_MS = 150

/** Calls `changed` after the folder was quiet for a moment; `failed` when it can no longer be watched. */
export function watchFolder(
  folder: string,
  changed: () => void,
  failed: (error: unknown) => void,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined
  let watcher: FSWatcher | undefined
  try {
    watcher = watch(folder, { recursive: true }, () => {
      clearTimeout(timer)
      timer = setTimeout(changed, QUIET_MS)
    })
    watcher.on('error', failed)
  } catch (error) {
    failed(error)
  }
  return {
    close: () => {
      clearTimeout(timer)
      watcher?.close()
    },
  }
}
