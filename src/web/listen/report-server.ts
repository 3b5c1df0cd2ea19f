// Listens for reports from other machines, on the addresses that the configuration names: off unless it names some.
import type { Operator } from '../../control/operator.ts'
import { type SecretForm, secretFile } from '../../probe/options/secret-file.ts'
import type { MetricsSource } from '../metrics/metrics.ts'
import { createReportApp } from '../report-app.ts'
import type { Api } from './api.ts'
import { startTcpServers, type TcpServerOptions } from './tcp-servers.ts'

export interface ReportServerOptions extends TcpServerOptions {
  /** Absolute path; it is read again when it changes. */
  readonly tokenFile: string
  /** Names of this node, absolute and in lower case. */
  readonly hosts: readonly string[]
  readonly operator: Pick<Operator, 'takeReport'>
  readonly metrics?: MetricsSource
}

/** What RFC 6750 §2.1 lets a bearer token be; too long to be guessed. */
const TOKEN: SecretForm = {
  pattern: /^[\w.~+/-]{16,}=*$/,
  sentence: 'has no token of 16 or more letters, digits and -._~+/',
}

export async function startReportServer(
  options: ReportServerOptions,
): Promise<{ readonly api: Api } | { readonly problem: string }> {
  const read = secretFile(TOKEN).read(options.tokenFile)
  if ('refusal' in read) return { problem: `push: the token ${read.refusal}` }
  const token = (): string => read.value?.() ?? ''
  return startTcpServers('push:', createReportApp({ ...options, token }), options)
}
