// The signature of a webhook as Standard Webhooks has it (standardwebhooks.com): who has the secret can tell that it is ours.
import { createHmac } from 'node:crypto'
import type { SecretForm } from '../probe/options/secret-file.ts'

/** Base 64 of 24 to 64 octets. */
export const SIGNING_SECRET: SecretForm = {
  pattern: /^whsec_(?=[A-Za-z0-9+/=]{32,88}$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  sentence: 'is not whsec_ and 24 to 64 octets in base 64 (echo whsec_$(openssl rand -base64 32))',
}

export interface Signed {
  readonly id: string
  readonly atSeconds: number
  readonly body: string
}

/** `v1,` and the base 64 of an HMAC-SHA256 over `ID.SECONDS.BODY`. */
export function signatureOf({ id, atSeconds, body }: Signed, secret: string): string {
  const key = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${atSeconds}.${body}`).digest('base64')}`
}
