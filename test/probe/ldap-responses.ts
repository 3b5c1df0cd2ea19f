// Responses of LDAP servers, built apart from the code that reads them.

/** An element of BER; contents of up to 127 octets. */
export function ber(tag: number, ...contents: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(contents.map((one) => Buffer.from(one)))
  return Buffer.concat([Buffer.of(tag, content.length), content])
}

export function response(id: number, operation: Uint8Array): Buffer {
  return ber(0x30, ber(0x02, Buffer.of(id)), operation)
}

/** Of the operation with this tag: 0x65 a search, 0x78 an extended one. */
export function result(id: number, tag: number, code: number, diagnostic = ''): Buffer {
  return response(id, ber(tag, ber(0x0a, Buffer.of(code)), ber(0x04), ber(0x04, diagnostic)))
}

/** An entry of the empty name with these values of supportedExtension. */
export function rootDse(id: number, ...extensions: readonly string[]): Buffer {
  const values = extensions.map((extension) => ber(0x04, extension))
  const attributes =
    values.length === 0 ? [] : [ber(0x30, ber(0x04, 'supportedExtension'), ber(0x31, ...values))]
  return response(id, ber(0x64, ber(0x04), ber(0x30, ...attributes)))
}

export function found(id: number, ...extensions: readonly string[]): Buffer {
  return Buffer.concat([rootDse(id, ...extensions), result(id, 0x65, 0)])
}
