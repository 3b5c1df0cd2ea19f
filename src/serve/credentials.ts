// What is secret and may change while we serve: the certificate with its key, and the cookie secrets, as files hold them.

import { type Certificate, type CertificateFiles, endOf, readCertificate } from './certificate.ts'
import {
  newSecretsMemory,
  randomCookieSecrets,
  readCookieSecrets,
  shareCookieSecrets,
} from './cookie-secrets.ts'

export interface CredentialFiles {
  /** undefined: nothing is encrypted. */
  readonly tls: CertificateFiles | undefined
  /** undefined: random secrets. */
  readonly cookieSecrets: string | undefined
}

export type CredentialEvent =
  | { readonly event: 'certificate-in-use'; readonly file: string; readonly ends: string }
  | { readonly event: 'certificate-refused'; readonly problem: string }
  | { readonly event: 'cookie-secrets-in-use'; readonly file: string }
  | { readonly event: 'cookie-secrets-refused'; readonly problem: string }

export class Credentials {
  /** Workers read it; a roll-over is written to it. */
  readonly cookieSecrets = newSecretsMemory()
  readonly #files: CredentialFiles
  #certificate: Certificate | undefined

  constructor(files: CredentialFiles) {
    this.#files = files
    if (files.cookieSecrets === undefined) shareCookieSecrets(randomCookieSecrets(), this.cookieSecrets)
  }

  get certificate(): Certificate | undefined {
    return this.#certificate
  }

  get files(): readonly string[] {
    const { tls, cookieSecrets } = this.#files
    return [tls?.certificate, tls?.key, cookieSecrets].filter((file) => file !== undefined)
  }

  /** Reads the files; what is new and sound comes into use, what is not sound changes nothing. Says what has changed. */
  read(): CredentialEvent[] {
    return [...this.#readCertificate(), ...this.#readCookieSecrets()]
  }

  #readCertificate(): CredentialEvent[] {
    const { tls } = this.#files
    if (tls === undefined) return []
    const read = readCertificate(tls)
    if ('problem' in read) return [{ event: 'certificate-refused', ...read }]
    const { certificate } = read
    const old = this.#certificate
    if (old?.chain === certificate.chain && old.key === certificate.key) return []
    this.#certificate = certificate
    return [{ event: 'certificate-in-use', file: tls.certificate, ends: endOf(certificate) }]
  }

  #readCookieSecrets(): CredentialEvent[] {
    const { cookieSecrets: file } = this.#files
    if (file === undefined) return []
    const read = readCookieSecrets(file)
    if ('problem' in read) return [{ event: 'cookie-secrets-refused', ...read }]
    if (Buffer.from(this.cookieSecrets).equals(read.secrets)) return []
    shareCookieSecrets(read.secrets, this.cookieSecrets)
    return [{ event: 'cookie-secrets-in-use', file }]
  }
}
