// What an error of a socket means, in words for a person.

/** This machine has no address of that family, or no route: that says nothing of the server. */
export const NO_WAY = 'there is no way to its network'

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection is reset',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: NO_WAY,
  ETIMEDOUT: 'no connection within the time of the system',
  EACCES: 'the system does not allow to send there',
  EPERM: 'a packet filter of this machine does not allow to send there',
  EADDRNOTAVAIL: NO_WAY,
  EAFNOSUPPORT: NO_WAY,
}

export function failureOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  return WORDS[code ?? ''] ?? error.message
}
