// Tells when the zones folder has changed, once the editor has finished writing.
import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { resolve } from 'node:path'

/** Editors write a file in several steps; the last of them is waited for. */
const QUIET_MS = 150

/** Calls `changed` after the folder was quiet for a moment; `failed` when it can no longer be watched. */
export function watchFolder(
  folder: string,
  changed: () => void,
  failed: (error: unknown) => void,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined
  let watchers: readonly FSWatcher[] = []
  const stir = (): void => {
    clearTimeout(timer)
    timer = setTimeout(settle, QUIET_MS)
  }
  const closeAll = (): void => {
    for (const watcher of watchers) watcher.close()
    watchers = []
  }
  const watchAnew = (): void => {
    closeAll()
    try {
      watchers = foldersOf(folder).map((path) => watch(path, stir).on('error', failed))
    } catch (error) {
      failed(error)
    }
  }
  // Watched anew before it is read: what changes in between is read, what changes after that is told.
  const settle = (): void => {
    watchAnew()
    changed()
  }
  watchAnew()
  return {
    close: () => {
      clearTimeout(timer)
      closeAll()
    },
  }
}

/** One by one: Node's own `recursive` follows files, and loses one for which another was renamed into its place. */
function foldersOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  const below = entries.filter((entry) => entry.isDirectory())
  return [folder, ...below.map((entry) => resolve(entry.parentPath, entry.name))]
}
