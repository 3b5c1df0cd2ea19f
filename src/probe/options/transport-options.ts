// The options of probes whose protocol runs over TCP or over TLS as the operator says, and what they come to.
import type { Transport } from '../attempt/transport.ts'
import type { OptionProblem } from '../probe.ts'
import { oneOf, type Values } from './options.ts'
import { TLS_OPTIONS, tlsSettings } from './tls-options.ts'

export const TRANSPORT_OPTIONS = { tls: oneOf(['yes', 'no'], 'no'), ...TLS_OPTIONS }

/** For protocols with a command that begins TLS on a connection that stands. */
export const UPGRADE_OPTIONS = { starttls: oneOf(['yes', 'no'], 'no'), ...TRANSPORT_OPTIONS }

type TransportValues = Values<typeof TRANSPORT_OPTIONS> & Partial<Values<typeof UPGRADE_OPTIONS>>

/** `host` gives the name that is expected in the certificate when name= does not. */
export function transportOf(values: TransportValues, alpn: readonly string[] = [], host?: string): Transport {
  const isUpgraded = values.starttls === 'yes'
  const tls = values.tls === 'yes' || isUpgraded ? tlsSettings(values, host, alpn) : undefined
  return { tls, isUpgraded, days: values.days }
}

/** Who says whom to trust means TLS; without it the connection would silently be readable. `remedy` turns TLS on. */
export function withoutTls(
  values: TransportValues,
  remedy = values.starttls === undefined ? 'tls=yes' : 'tls=yes or starttls=yes',
): readonly OptionProblem[] {
  const { tls, starttls, name, ca, days, verify } = values
  if (tls === 'yes' || starttls === 'yes') return []
  const given = { name: name !== undefined, ca: ca !== undefined, days: days > 0, verify: verify === 'no' }
  return Object.entries(given)
    .filter(([, isGiven]) => isGiven)
    .map(([option]) => ({ option, sentence: `${option}= says nothing without ${remedy}` }))
}

export function tlsTwice({ tls, starttls }: TransportValues): readonly OptionProblem[] {
  return tls === 'yes' && starttls === 'yes'
    ? [{ option: 'starttls', sentence: 'starttls= begins the TLS that tls=yes has begun: give one of them' }]
    : []
}
