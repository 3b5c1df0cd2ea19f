// What an error of a socket means, in words for a person.

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection is reset',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no way to its network',
  ETIMEDOUT: 'no connection within the time of the system',
  EACCES: 'the system does not allow to send there',
  EPERM: 'a packet filter of this machine does not allow to send there',
  EADDRNOTAVAIL: 'this machine has no address for it',
}

export function failureOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  return WORDS[code ?? ''] ?? error.message
}
