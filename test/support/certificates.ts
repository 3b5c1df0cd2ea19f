// Certificates made at run time by the openssl program: an authority of our own, and whatever it signs.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Authority {
  /** Path of its PEM certificate. */
  readonly file: string
  /** `names` in openssl's form: `DNS:www.corp.example`, `IP:127.0.0.1`. Negative days: already expired. */
  issue(names: readonly string[], days: number): Credentials
  /** A certificate that no authority has signed. */
  selfSigned(names: readonly string[]): Credentials
  remove(): void
}

export interface Credentials {
  readonly key: string
  readonly cert: string
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'failover-certificates-'))
  const openssl = (...parameters: string[]) =>
    execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' })
  const subject = (name: string, names: readonly string[]) => [
    ...['-subj', `/CN=${name}`],
    ...(names.length > 0 ? ['-addext', `subjectAltName=${names.join(',')}`] : []),
  ]
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  openssl('req', '-x509', ...NEW_KEY, '-keyout', 'ca.key', '-out', 'ca.pem', ...subject('authority', []))
  return {
    file: join(folder, 'ca.pem'),
    issue(names, days) {
      openssl('req', '-new', ...NEW_KEY, '-keyout', 'leaf.key', '-out', 'leaf.csr', ...subject('leaf', names))
      const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-copy_extensions', 'copy']
      openssl('x509', '-req', '-in', 'leaf.csr', ...signer, '-days', `${days}`, '-out', 'leaf.pem')
      return { key: read('leaf.key'), cert: read('leaf.pem') }
    },
    selfSigned(names) {
      openssl('req', '-x509', ...NEW_KEY, '-keyout', 'own.key', '-out', 'own.pem', ...subject('own', names))
      return { key: read('own.key'), cert: read('own.pem') }
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
