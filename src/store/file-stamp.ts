// The time in the name of a file: sorts as time does, and no shell or file system minds it.

/** `2026-03-01T031700.250Z`, in UTC. */
export function fileStamp(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(':', '')
}
