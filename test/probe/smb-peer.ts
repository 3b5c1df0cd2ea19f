// The response of an SMB2 server to a negotiate request, as octets ([MS-SMB2] 2.2.1.2, 2.2.4).

export interface SmbAnswer {
  readonly status?: number
  readonly dialect?: number
  readonly securityMode?: number
  readonly command?: number
}

export function smbResponse(answer: SmbAnswer = {}): Buffer {
  const { status = 0, dialect = 0x0311, securityMode = 1, command = 0 } = answer
  const message = Buffer.alloc(64 + 64)
  message.write('\xfeSMB', 'latin1')
  message.writeUInt16LE(64, 4)
  message.writeUInt32LE(status, 8)
  message.writeUInt16LE(command, 12)
  message.writeUInt32LE(1, 16)
  message.writeUInt16LE(65, 64)
  message.writeUInt16LE(securityMode, 66)
  message.writeUInt16LE(dialect, 68)
  return smbFrame(message)
}

export function smbFrame(message: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  return Buffer.concat([length, message])
}
