// What the API tells of findings about zone files: everything that is needed to draw the line and a caret under it.

export interface FindingsReport {
  readonly atMs: number
  /** Every file that has any, in the order of their names. */
  readonly files: readonly FileFindings[]
}

export interface FileFindings {
  /** Absolute. */
  readonly file: string
  /** Of the zone in service that stands in this file; absent when there is none. */
  readonly origin?: string
  /** `stale`: it was refused, and an older zone of it is in service; `unserved`: it was refused, and no zone of it is. */
  readonly state: 'served' | 'stale' | 'unserved'
  /** In the order of the text. */
  readonly findings: readonly Finding[]
}

export interface Finding {
  /** The file in which it is, which may be an included one; below the daemon's working directory a relative path. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** The column behind the last unit of what is wrong, on the same line. Absent where it is not on a line: of a file that is empty, for example. */
  readonly endColumn?: number
  readonly severity: 'error' | 'warning'
  /** Stable. */
  readonly code: string
  readonly sentence: string
  /** The line, or a part of a long one around the column; each unit that cannot be printed is a question mark. Absent where there is none. */
  readonly text?: string
  /** The column with which `text` begins, where that is not 1. */
  readonly textFrom?: number
}

/** A file of which no zone is in service. */
export interface UnservedFile {
  /** Absolute. */
  readonly file: string
  /** `file:line:column: code: sentence` each. */
  readonly problems: readonly string[]
}
