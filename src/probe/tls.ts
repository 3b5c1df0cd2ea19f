// tls: a server completes a TLS handshake, with a certificate that is trusted and lasts.
//
// | option  | default     | meaning                                                                         |
// |---------|-------------|---------------------------------------------------------------------------------|
// | port=   | required    | 1 to 65535                                                                      |
// | name=   | the address | sent as SNI and expected in the certificate                                     |
// | ca=     | none        | PEM file (absolute path) whose certificates are trusted beside the public ones  |
// | days=   | 0           | the certificate must be valid for so many more days                             |
// | verify= | yes         | `no` accepts any chain and name; days= is still kept                            |
// | hold=   | no          | `yes`: also keeps a connection open, and probes at once when it ends            |
//
// Nothing is sent after the handshake. A server that wants a certificate of its clients passes: with TLS 1.3 it refuses
// them only later.
//
//     ;@ check vpn tls port=4433 name=vpn.corp.example ca=/etc/ssl/corp.pem days=14
import { attempt } from './attempt/attempt.ts'
import { daysLeft, validForDays } from './attempt/certificate.ts'
import { connectTls } from './attempt/connect.ts'
import { holding } from './attempt/hold.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { port, readOptions } from './options/options.ts'
import { TLS_OPTIONS, tlsSettings } from './options/tls-options.ts'
import type { Probe } from './probe.ts'

const OPTIONS = { port: port(), ...TLS_OPTIONS, ...HOLD_OPTION }

export const tls: Probe<'tls'> = {
  type: 'tls',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const settings = tlsSettings(values, undefined, [])
    return {
      ok: true,
      ...holding(values.hold, (attempt, address, ready) =>
        connectTls(attempt, address, values.port, settings(), ready),
      ),
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const socket = connectTls(attempt, address, values.port, settings(), () => {
            if (!validForDays(attempt, socket, values.days)) return
            attempt.end('ok', `${socket.getProtocol()}, ${Math.floor(daysLeft(socket))} days left`)
          })
          return () => socket.destroy()
        }),
    }
  },
}
