// The messages of grpc.health.v1.Health/Check, and the frame in which gRPC sends each of them over HTTP/2.
import { encodeString, numberIn } from './protobuf.ts'

export const CHECK_PATH = '/grpc.health.v1.Health/Check'

/** One octet that says whether it is compressed; the length of the message in four. */
const FRAME_OCTETS = 5
/** `service` of HealthCheckRequest. */
const SERVICE = 1
/** `status` of HealthCheckResponse. */
const STATUS = 1
const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const

export type ServingStatus = (typeof STATUSES)[number]

/** The empty service is the server as a whole. */
export function encodeCheck(service: string): Buffer {
  const message = encodeString(SERVICE, service)
  const frame = Buffer.alloc(FRAME_OCTETS)
  frame.writeUInt32BE(message.length, 1)
  return Buffer.concat([frame, message])
}

/** Undefined when it is not one HealthCheckResponse in its frame; we have not said that we take compressed ones. */
export function decodeCheckResponse(octets: Buffer): ServingStatus | undefined {
  if (octets.length < FRAME_OCTETS || octets[0] !== 0) return undefined
  if (octets.readUInt32BE(1) !== octets.length - FRAME_OCTETS) return undefined
  const status = numberIn(octets.subarray(FRAME_OCTETS), STATUS)
  return status === undefined ? undefined : STATUSES[status]
}

const CODES = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE'],
  ...['UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
]

/** The name of the code in `grpc-status`. */
export function codeName(code: string): string {
  return (/^\d{1,2}$/.test(code) ? CODES[Number(code)] : undefined) ?? `code ${code}`
}
