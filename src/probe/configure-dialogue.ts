// What probe types have in common that talk over TCP, over TLS, or over TLS from the middle on: options and connection.
import { attempt } from './attempt/attempt.ts'
import { type Conversation, openDialogue } from './attempt/dialogue.ts'
import { holding } from './attempt/hold.ts'
import { openTransport } from './attempt/transport.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { optional, port, readOptions, type Values } from './options/options.ts'
import { tlsTwice, transportOf, UPGRADE_OPTIONS, withoutTls } from './options/transport-options.ts'
import type { ConfiguredProbe } from './probe.ts'

export const DIALOGUE_OPTIONS = { port: optional(port()), ...UPGRADE_OPTIONS }
/** For protocols whose servers keep the connection of who says nothing. */
export const HELD_DIALOGUE_OPTIONS = { ...DIALOGUE_OPTIONS, ...HOLD_OPTION }

/** Where the protocol is spoken when `port=` does not say it. */
export interface Ports {
  readonly plain: number
  /** With tls=yes, from the first octet on. */
  readonly secured: number
}

export function configureDialogue(
  options: Readonly<Record<string, string>>,
  ports: Ports,
  conversation: Conversation,
): ConfiguredProbe {
  const read = readOptions(DIALOGUE_OPTIONS, options)
  return read.ok ? configured({ ...read.values, hold: 'no' }, ports, conversation) : read
}

export function configureHeldDialogue(
  options: Readonly<Record<string, string>>,
  ports: Ports,
  conversation: Conversation,
): ConfiguredProbe {
  const read = readOptions(HELD_DIALOGUE_OPTIONS, options)
  return read.ok ? configured(read.values, ports, conversation) : read
}

function configured(
  values: Values<typeof HELD_DIALOGUE_OPTIONS>,
  ports: Ports,
  conversation: Conversation,
): ConfiguredProbe {
  const problems = [...tlsTwice(values), ...withoutTls(values)]
  if (problems.length > 0) return { ok: false, problems }
  const transport = transportOf(values)
  const port = values.port ?? (values.tls === 'yes' ? ports.secured : ports.plain)
  return {
    ok: true,
    ...holding(values.hold, (attempt, address, ready) =>
      openTransport(attempt, address, port, transport, ready),
    ),
    run: (address, signal) =>
      attempt(signal, (attempt) => openDialogue(attempt, address, port, transport, conversation)),
  }
}
