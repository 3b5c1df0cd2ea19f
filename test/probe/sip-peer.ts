// The response of a SIP server to a request, as octets (RFC 3261 §8.2.6.2).

/** `change` may put other header lines in place of those that are copied from the request. */
export function sipResponse(
  request: Buffer,
  status: string,
  change: (lines: string[]) => string[] = (lines) => lines,
): Buffer {
  const copied = request
    .toString('latin1')
    .split('\r\n')
    .filter((line) => /^(?:via|from|to|call-id|cseq):/i.test(line))
  const lines = [`SIP/2.0 ${status}`, ...change(copied), 'Content-Length: 0']
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
