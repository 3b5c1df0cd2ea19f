// The answer of an NTP server to a request, as octets (RFC 5905 §7.3).
import { timestampOf } from '../../src/probe/protocol/ntp-packet.ts'

export interface NtpAnswer {
  readonly leap?: number
  readonly mode?: number
  readonly stratum?: number
  readonly referenceId?: string
  readonly rootDelaySeconds?: number
  readonly rootDispersionSeconds?: number
  /** How far its clock is before ours. */
  readonly offsetMs?: number
  readonly hasTimes?: boolean
}

export function ntpResponse(request: Buffer, answer: NtpAnswer = {}): Buffer {
  const {
    leap = 0,
    mode = 4,
    stratum = 2,
    referenceId = '\x0a\0\0\x01',
    offsetMs = 0,
    hasTimes = true,
  } = answer
  const response = Buffer.alloc(48)
  response[0] = (leap << 6) | (4 << 3) | mode
  response[1] = stratum
  response.writeUInt32BE((answer.rootDelaySeconds ?? 0) * 0x1_0000, 4)
  response.writeUInt32BE((answer.rootDispersionSeconds ?? 0) * 0x1_0000, 8)
  response.write(referenceId, 12, 'latin1')
  request.copy(response, 24, 40, 48)
  if (hasTimes) for (const at of [32, 40]) response.writeBigUInt64BE(timestampOf(Date.now() + offsetMs), at)
  return response
}
