// The options of every probe that speaks TLS: whom to trust, and which name to expect.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { isAbsolute } from 'node:path'
import tls from 'node:tls'
import type { TlsSettings } from '../attempt/connect.ts'
import { integer, type Option, oneOf, type Read, type Values } from './options.ts'

export const TLS_OPTIONS = {
  name: serverName(),
  ca: certificates(),
  days: integer(0, 3650, 0),
  verify: oneOf(['yes', 'no'], 'yes'),
}

/** Making a trust store takes 10 ms: it is made when first needed, and checks with the same `ca=` share it. */
export function tlsSettings(
  { name, ca, verify }: Values<typeof TLS_OPTIONS>,
  host: string | undefined,
  alpn: readonly string[],
): () => TlsSettings {
  let settings: TlsSettings | undefined
  return () => {
    settings ??= { name: name ?? nameIn(host), verify: verify === 'yes', context: contextWith(ca), alpn }
    return settings
  }
}

const MAX_CONTEXTS = 64
const contexts = new Map<string, tls.SecureContext>()

function contextWith(ca = ''): tls.SecureContext {
  const known = contexts.get(ca)
  if (known !== undefined) return known
  const context = tls.createSecureContext(ca === '' ? {} : { ca: [...tls.getCACertificates('default'), ca] })
  for (const oldest of contexts.keys()) if (contexts.size >= MAX_CONTEXTS) contexts.delete(oldest)
  contexts.set(ca, context)
  return context
}

function nameIn(host: string | undefined): string | undefined {
  const name = host?.replace(/:\d+$/, '')
  return name === undefined || name.startsWith('[') || isIP(name) !== 0 ? undefined : name
}

function serverName(): Option<string | undefined> {
  return {
    fallback: undefined,
    read: (text) =>
      /^[\w-]+(\.[\w-]+)*$/.test(text) && isIP(text) === 0
        ? { value: text }
        : { refusal: 'must be a host name' },
  }
}

function certificates(): Option<string | undefined> {
  return {
    fallback: undefined,
    read: (file) => (isAbsolute(file) ? readCertificates(file) : { refusal: 'must be an absolute path' }),
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

function readCertificates(file: string): Read<string> {
  try {
    const blocks = readFileSync(file, 'utf8').match(PEM)
    if (blocks === null) return { refusal: `has no PEM certificate in ${file}` }
    for (const block of blocks) new X509Certificate(block)
    return { value: blocks.join('\n') }
  } catch (error) {
    return { refusal: `cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}
