// The socket calls of libc, through koffi, and the numbers of Linux (x64 and arm64: LP64, little-endian) that they take.

import koffi from 'koffi'

const libc = koffi.load(null)

export const socket = libc.func('int socket(int domain, int type, int protocol)')
export const bind = libc.func('int bind(int fd, void *address, unsigned int length)')
export const setsockopt = libc.func(
  'int setsockopt(int fd, int level, int name, void *value, unsigned int length)',
)
export const getsockopt = libc.func('int getsockopt(int fd, int level, int name, void *value, void *length)')
export const getsockname = libc.func('int getsockname(int fd, void *address, void *length)')
export const recvmmsg = libc.func(
  'int recvmmsg(int fd, void *messages, unsigned int count, int flags, void *timeout)',
)
export const sendmmsg = libc.func('int sendmmsg(int fd, void *messages, unsigned int count, int flags)')
export const close = libc.func('int close(int fd)')
export const interfaceIndex = libc.func('unsigned int if_nametoindex(const char *name)')
export const errno = (): number => koffi.errno()

/** Where the buffer's memory is; good as long as the buffer is referenced, since its store never moves. */
export const addressOf = (bytes: Uint8Array): bigint => koffi.address(bytes)

export const AF_INET = 2
export const AF_INET6 = 10
export const SOCK_DGRAM = 2
export const SOCK_CLOEXEC = 0o2000000
export const SOL_SOCKET = 1
export const SO_SNDBUF = 7
export const SO_RCVBUF = 8
export const SO_REUSEPORT = 15
export const SO_PEERCRED = 17
export const SO_RCVTIMEO = 20
export const SO_SNDBUFFORCE = 32
export const SO_RCVBUFFORCE = 33
export const IPPROTO_IPV6 = 41
export const IPV6_V6ONLY = 26
export const MSG_TRUNC = 0x20
export const MSG_DONTWAIT = 0x40
export const MSG_WAITFORONE = 0x1_0000
export const EINTR = 4
export const EAGAIN = 11
