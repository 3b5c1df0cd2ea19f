// Every bound of the serving side, by name: what one client, one connection and one batch may cost at most.

/** Datagrams that one recvmmsg or sendmmsg carries; 8 and more measured the same. */
export const UDP_BATCH = 32

/** Longest datagram read and longest reply written over UDP, above the 1 232 octets that answers keep to. */
export const MAX_UDP_MESSAGE = 2048

/** Asked of the kernel for each UDP socket: 208 KiB, the default, loses half of a burst of 400 queries. */
export const UDP_SOCKET_BUFFER = 4 * 1024 * 1024

/** Longest wait for a datagram before the stop flag and the book's version are looked at again. */
export const UDP_WAIT_MS = 100

/** Batches answered after the stop flag: more than a full receive buffer holds, so a flood cannot prolong the stop. */
export const MAX_DRAIN_BATCHES = 512

/** Replies that dgram may hold back while the kernel's send buffer is full; further ones are dropped. */
export const MAX_QUEUED_REPLIES = 1024

/** Longest message over TCP: its length is 16 bits (RFC 1035 §4.2.2). */
export const MAX_TCP_MESSAGE = 65535

/** Answers are copied by words: memory behind the longest reply, and behind the last slot, that may be touched. */
export const REPLY_SLACK = 64

/** Connections that wait to be accepted: beyond, a burst of them makes good clients wait seconds for their second SYN. */
export const LISTEN_BACKLOG = 4096

/** While stopping, what has arrived is still read and answered for this long. */
export const TCP_STOP_GRACE_MS = 50

/** While stopping, clients may take this long to read their last answers. */
export const TCP_STOP_FLUSH_MS = 500

/** Longest stop; a worker that still runs then is terminated. */
export const STOP_WITHIN_MS = 1000

/** Memory for short-lived objects in each worker. V8's own bound lets 50 000 short connections leave 150 MB of garbage. */
export const MAX_YOUNG_MEGABYTES = 16

/** Seconds without a sign of life after which a worker is taken for stuck and replaced. */
export const STUCK_AFTER_BEATS = 5
export const BEAT_MS = 1000

/** Wait before a dead worker is started again: doubled at each death, reset by a life longer than the last bound. */
export const MIN_RESTART_MS = 10
export const MAX_RESTART_MS = 2000
export const STEADY_AFTER_MS = 10_000

/** Tries to find a port that is free for both UDP and TCP when the system is to choose it (port 0). */
export const MAX_PORT_TRIES = 20

/** Requests of one HTTP/2 session that are not answered yet (RFC 9113 §5.1.2). */
export const MAX_HTTP2_STREAMS = 100

/**
 * Octets and fields of an HTTP request's head; a GET may carry a DNS message of some 12 000 octets in it. HTTP/2 clients
 * are told of the first; Node closes the streams of those that send 64 KiB all the same.
 */
export const MAX_HTTP_HEADER_OCTETS = 16_384
export const MAX_HTTP_HEADERS = 64

/** Memory of one HTTP/2 session: its header tables, and what its client has not read yet. */
export const MAX_HTTP2_MEGABYTES = 1

/** How often HTTP/1.1 connections are looked through for requests that take too long. */
export const HTTP1_LOOK_MS = 1000

/** Bounds of streams, from the configuration. All but the first two hold for each connection. */
export interface TcpLimits {
  readonly maxConnections: number
  readonly maxConnectionsPerClient: number
  /** Octets of replies that a client has not read yet, per connection; reading pauses there. */
  readonly maxBytesInFlight: number
  /** From the end of one message to the first octet of the next (RFC 7766 §6.2.3). */
  readonly idleTimeoutMs: number
  /** From a message's first octet to its last, however many segments bring it. */
  readonly frameTimeoutMs: number
  /** For the client to read maxBytesInFlight octets of replies. */
  readonly writeTimeoutMs: number
  /** From the connection to the end of its TLS handshake. */
  readonly handshakeTimeoutMs: number
}
