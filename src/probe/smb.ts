// smb: a file server agrees on a dialect of SMB 2 or 3.
//
// | option       | default | meaning                                                           |
// |--------------|---------|-------------------------------------------------------------------|
// | port=        | 445     | 1 to 65535                                                        |
// | min-dialect= | 2.0.2   | at least `2.0.2`, `2.1`, `3.0`, `3.0.2` or `3.1.1`                |
// | signing=     | any     | `required`: the server must demand that messages are signed       |
//
// Nobody logs in, so no share is looked at. A server that speaks SMB1 only fails.
//
//     ;@ check files smb min-dialect=3.0 signing=required
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { connectTcp } from './attempt/connect.ts'
import { converse, type Finding, OctetReader } from './attempt/converse.ts'
import { named, oneOf, port, readOptions, type Values } from './options/options.ts'
import type { Probe } from './probe.ts'
import { DIALECTS, negotiateRequest, readNegotiateResponse } from './protocol/smb2-negotiate.ts'

const OPTIONS = {
  port: port(445),
  'min-dialect': named(DIALECTS, DIALECTS['2.0.2']),
  signing: oneOf(['any', 'required'], 'any'),
}

type Expectation = Values<typeof OPTIONS>

export const smb: Probe<'smb'> = {
  type: 'smb',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    return {
      ok: true,
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const socket = connectTcp(attempt, address, values.port, () =>
            converse(attempt, () => ask(attempt, socket, values)),
          )
          return () => socket.destroy()
        }),
    }
  },
}

async function ask(attempt: Attempt, socket: Socket, expected: Expectation): Promise<Finding> {
  socket.write(negotiateRequest())
  const response = await readNegotiateResponse(new OctetReader(attempt, socket))
  if ('garbage' in response) return ['protocol', response.garbage]
  if ('status' in response)
    return ['unavailable', `status 0x${response.status.toString(16).padStart(8, '0')}`]
  const { dialect, isSigningRequired } = response
  const least = expected['min-dialect']
  if (dialect < least) return ['protocol', `${nameOf(dialect)}, expected ${nameOf(least)} or later`]
  if (expected.signing === 'required' && !isSigningRequired)
    return ['data', `${nameOf(dialect)} without signing, expected to require it`]
  return ['ok', nameOf(dialect)]
}

function nameOf(dialect: number): string {
  return `SMB ${Object.entries(DIALECTS).find(([, number]) => number === dialect)?.[0]}`
}
