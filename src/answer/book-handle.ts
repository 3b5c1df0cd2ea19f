// How a book is handed to another thread.

/** What a worker needs to read a book; may be posted, for the memory is shared. */
export interface BookHandle {
  readonly arena: SharedArrayBuffer
}
