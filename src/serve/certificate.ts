// The certificate of the encrypted listeners with its key, as files hold them, and what TLS makes of them.

import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions } from 'node:tls'

/** PEM texts; sound together. */
export interface Certificate {
  /** The certificate, then those of its issuers. */
  readonly chain: string
  readonly key: string
}

export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

/** The problem is a sentence that names the file. */
export function readCertificate(
  files: CertificateFiles,
): { readonly certificate: Certificate } | { readonly problem: string } {
  const chain = readPem(files.certificate, 'certificate')
  if ('problem' in chain) return chain
  const key = readPem(files.key, 'key')
  if ('problem' in key) return key
  const certificate = { chain: chain.pem, key: key.pem }
  try {
    createSecureContext(secureContextOf(certificate))
    return { certificate }
  } catch (error) {
    const { message } = error as Error
    const both = `${files.certificate} and ${files.key}`
    return { problem: `the certificate and the key in ${both} are not a pair that can be used: ${message}` }
  }
}

/** RFC 9325 §3.1.1: TLS 1.2 and 1.3. */
export function secureContextOf({ chain, key }: Certificate): SecureContextOptions {
  return { cert: chain, key, minVersion: 'TLSv1.2' }
}

/** ISO time at which the certificate ends. */
export function endOf({ chain }: Certificate): string {
  return new Date(new X509Certificate(chain).validTo).toISOString()
}

function readPem(file: string, what: string): { readonly pem: string } | { readonly problem: string } {
  try {
    return { pem: readFileSync(file, 'utf8') }
  } catch (error) {
    return { problem: `the TLS ${what} cannot be read: ${(error as Error).message}` }
  }
}
