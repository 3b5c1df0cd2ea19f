// The calls of libc for ICMP sockets, through koffi, which is loaded only when a check needs it (Linux, x64 and arm64).
import { createRequire } from 'node:module'
import { getSystemErrorMessage, getSystemErrorName } from 'node:util'

export const AF_INET = 2
export const AF_INET6 = 10
export const IPPROTO_IP = 0
export const IPPROTO_ICMP = 1
export const IPPROTO_IPV6 = 41
export const IPPROTO_ICMPV6 = 58
export const SOCK_DGRAM = 2
export const SOCK_RAW = 3
export const SOL_RAW = 255
export const SOL_SOCKET = 1
export const SO_RCVBUF = 8
export const SO_RCVBUFFORCE = 33
export const IP_RECVERR = 11
export const IPV6_RECVERR = 25
export const MSG_DONTWAIT = 0x40
export const POLLIN = 1
const SOCK_CLOEXEC = 0o2000000
const SOCK_NONBLOCK = 0o4000

export type Libc = ReturnType<typeof load>

let loaded: Libc | undefined

/** Throws where koffi cannot be loaded. */
export function libc(): Libc {
  loaded ??= load()
  return loaded
}

function load() {
  if (process.platform !== 'linux') throw new Error(`ICMP sockets of ${process.platform} are not known`)
  const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi')
  const library = koffi.load(null)
  return {
    socket: library.func('int socket(int domain, int type, int protocol)'),
    close: library.func('int close(int fd)'),
    setsockopt: library.func('int setsockopt(int fd, int level, int name, void *value, unsigned int length)'),
    poll: library.func('int poll(void *fds, unsigned long count, int timeoutMs)'),
    sendto: library.func(
      'long sendto(int fd, void *octets, size_t length, int flags, void *address, unsigned int addressLength)',
    ),
    recvfrom: library.func(
      'long recvfrom(int fd, void *octets, size_t length, int flags, void *address, void *addressLength)',
    ),
    errno: (): number => koffi.errno(),
  }
}

/** The descriptor, or the error of the system. */
export function openSocket(
  family: 4 | 6,
  type: typeof SOCK_DGRAM | typeof SOCK_RAW,
): number | NodeJS.ErrnoException {
  const domain = family === 6 ? AF_INET6 : AF_INET
  const protocol = family === 6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP
  const descriptor: number = libc().socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol)
  return descriptor < 0 ? systemError('socket') : descriptor
}

/** Of the call just made. */
export function systemError(syscall: string): NodeJS.ErrnoException {
  const number = -libc().errno()
  const code = getSystemErrorName(number)
  return Object.assign(new Error(`${syscall} ${code}: ${getSystemErrorMessage(number)}`), { code, syscall })
}
