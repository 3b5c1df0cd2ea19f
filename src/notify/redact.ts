// What a receiver answers is logged and shown: as one printable line, and without what is secret, which some echo.
import type { Sent } from '../alert/retry.ts'
import { printable } from '../probe/attempt/printable.ts'
import type { Send } from './send.ts'

/** Anything shorter would take words out of sentences. */
const SHORTEST = 6
const STARS = '***'

/** `secrets`: as they are now; it may throw while a file of them is bad, and then nothing was sent. */
export function withoutSecrets(send: Send, secrets: () => readonly string[]): Send {
  return async (notification, signal) => {
    const ended = await send(notification, signal)
    try {
      return cleaned(ended, formsOf(secrets()))
    } catch {
      // What cannot be read cannot be looked for, and a text in which it might stand is not shown.
      return cleaned(ended, undefined)
    }
  }
}

/** `forms`: undefined when they are not known. */
function cleaned(ended: Sent, forms: readonly string[] | undefined): Sent {
  const clean = (text: string): string => {
    if (forms === undefined) return 'a secret cannot be read'
    // Cut behind this only: of a secret that is cut in two neither part would be found.
    return printable(forms.reduce((rest, form) => rest.replaceAll(form, STARS), text))
  }
  return ended.isTaken ? { ...ended, seen: clean(ended.seen) } : { ...ended, problem: clean(ended.problem) }
}

/** As they are, and as HTTP and SMTP write them; the longest first, for one can be in another. */
function formsOf(secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ])
  return [...new Set(forms)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length)
}

/** Of the address of a webhook all but its origin can be the secret: as a whole, and in its parts. */
export function secretsOfUrl(text: string): string[] {
  const { pathname, search, searchParams } = new URL(text)
  const parts = [pathname + search, pathname, ...pathname.split('/'), ...searchParams.values()]
  return [...parts, ...parts.map(decoded)]
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** RFC 4616 §2, and the LOGIN of mail servers: each as the client sends it. */
export function secretsOfLogin(user: string, password: string): string[] {
  return [password, `\0${user}\0${password}`]
}
