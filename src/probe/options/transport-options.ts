// The options of probes whose protocol runs over TCP or over TLS as the operator says, and what they come to.
import type { Transport } from '../attempt/transport.ts'
import type { OptionProblem } from '../probe.ts'
import { oneOf, type Values } from './options.ts'
import { TLS_OPTIONS, tlsSettings } from './tls-options.ts'

export const TRANSPORT_OPTIONS = { tls: oneOf(['yes', 'no'], 'no'), ...TLS_OPTIONS }

type TransportValues = Values<typeof TRANSPORT_OPTIONS>

/** `host` gives the name that is expected in the certificate when name= does not. */
export function transportOf(values: TransportValues, alpn: readonly string[] = [], host?: string): Transport {
  const tls = values.tls === 'yes' ? tlsSettings(values, host, alpn) : undefined
  return { tls, days: values.days }
}

/** Who says whom to trust means TLS; without it the connection would silently be readable. */
export function withoutTls({ tls, name, ca, days, verify }: TransportValues): readonly OptionProblem[] {
  if (tls === 'yes') return []
  const given = { name: name !== undefined, ca: ca !== undefined, days: days > 0, verify: verify === 'no' }
  return Object.entries(given)
    .filter(([, isGiven]) => isGiven)
    .map(([option]) => ({ option, sentence: `${option}= says nothing without tls=yes` }))
}
