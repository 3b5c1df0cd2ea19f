// One declared record as the record table holds it, and the key under which it is found.

export interface RecordKey {
  /** Absolute, in presentation form. */
  readonly name: string
  /** Mnemonic, or TYPE123. */
  readonly type: string
  /** Presentation form. */
  readonly data: string
}

export interface StoredRecord extends RecordKey {
  readonly ttl: number
  /** It belongs to a pool, so that it is not always published. */
  readonly noted: boolean
  readonly published: boolean
}

/** Without ambiguity: neither a name in presentation form nor a type contains a space. */
export function recordKey({ name, type, data }: RecordKey): string {
  return `${name} ${type} ${data}`
}

export function recordOfKey(key: string): RecordKey {
  const afterName = key.indexOf(' ')
  const afterType = key.indexOf(' ', afterName + 1)
  return {
    name: key.slice(0, afterName),
    type: key.slice(afterName + 1, afterType),
    data: key.slice(afterType + 1),
  }
}

/** TTL and both flags as one number, so that a million rows are compared without a million objects. */
export function packRest(ttl: number, noted: boolean, published: boolean): number {
  return ttl * 4 + (noted ? 2 : 0) + (published ? 1 : 0)
}
