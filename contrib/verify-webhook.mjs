// Whether a webhook comes from failover (README.md, Alerts): a model for receivers, without any dependency.
//
//   import { verifyWebhook } from './verify-webhook.mjs'
//   const notification = verifyWebhook(request.headers, body, process.env.SECRET)
//
// `body` is the text as it came, before anything has parsed it; `secret` is the line of the file, `whsec_…`. Returns what
// was sent, or throws. A notification may come twice: act on each `notification.id` only once, and answer 204.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** What is older was recorded by somebody who sends it again, or one of the two clocks is wrong. */
const MAX_AGE_SECONDS = 300

export function verifyWebhook(headers, body, secret, nowSeconds = Date.now() / 1000) {
  const id = headers['webhook-id'] ?? ''
  const timestamp = headers['webhook-timestamp'] ?? ''
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowSeconds - Number(timestamp)) > MAX_AGE_SECONDS)
    throw new Error('webhook-timestamp is missing, or minutes off')
  const key = Buffer.from(secret.trim().replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  // Several stand there, with spaces between, while a secret is exchanged.
  const shown = (headers['webhook-signature'] ?? '').split(' ').filter((one) => one.startsWith('v1,'))
  const isOurs = shown.some((one) => {
    const signature = Buffer.from(one.slice('v1,'.length), 'base64')
    return signature.length === expected.length && timingSafeEqual(signature, expected)
  })
  if (!isOurs) throw new Error('webhook-signature is not of this secret')
  return JSON.parse(body)
}
