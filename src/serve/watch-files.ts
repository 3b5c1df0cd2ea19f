// Tells when one of a few files has changed, once whoever writes them has finished.

import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** A certificate and its key are written one after the other. */
const QUIET_MS = 150

/**
 * Watches the folders of the files, not the files: they are replaced by renaming, or by turning a link (`..data` of
 * Kubernetes). `failed` is called for each folder that cannot be watched.
 */
export function watchFiles(
  files: readonly string[],
  changed: () => void,
  failed: (error: unknown) => void,
): { close(): void } {
  const names = new Set(files.map((file) => basename(file)))
  const watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  const touched = (_event: string, name: string | null): void => {
    if (name !== null && !names.has(name) && !name.startsWith('..')) return
    clearTimeout(timer)
    timer = setTimeout(changed, QUIET_MS)
  }
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    try {
      watchers.push(watch(folder, touched).on('error', failed))
    } catch (error) {
      failed(error)
    }
  }
  return {
    close: () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}
