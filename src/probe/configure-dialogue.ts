// What probe types have in common that talk over TCP, over TLS, or over TLS from the middle on: options and connection.
import { attempt } from './attempt/attempt.ts'
import { type Conversation, openDialogue } from './attempt/dialogue.ts'
import { optional, port, readOptions } from './options/options.ts'
import { tlsTwice, transportOf, UPGRADE_OPTIONS, withoutTls } from './options/transport-options.ts'
import type { ConfiguredProbe } from './probe.ts'

export const DIALOGUE_OPTIONS = { port: optional(port()), ...UPGRADE_OPTIONS }

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
  if (!read.ok) return read
  const { values } = read
  const problems = [...tlsTwice(values), ...withoutTls(values)]
  if (problems.length > 0) return { ok: false, problems }
  const transport = transportOf(values)
  const port = values.port ?? (values.tls === 'yes' ? ports.secured : ports.plain)
  return {
    ok: true,
    run: (address, signal) =>
      attempt(signal, (attempt) => openDialogue(attempt, address, port, transport, conversation)),
  }
}
