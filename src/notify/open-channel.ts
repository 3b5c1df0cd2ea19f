// From what failover.yaml says of a channel to what sends through it, or everything that is wrong with its files.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Channel, MailChannel, ProgramChannel, WebhookChannel } from '../alert/receiver.ts'
import { permittedProgram } from '../probe/options/program-option.ts'
import { type Secret, type SecretForm, secretFile } from '../probe/options/secret-file.ts'
import { mail } from './mail.ts'
import { PERMIT, program } from './program.ts'
import { secretsOfLogin, secretsOfUrl, withoutSecrets } from './redact.ts'
import type { Send } from './send.ts'
import { SIGNING_SECRET } from './signature.ts'
import { webhook } from './webhook.ts'

export type Opened = { readonly send: Send } | { readonly problems: readonly string[] }

/** `folders`: those whose programs may be run. */
export function openChannel(channel: Channel, folders: readonly string[]): Opened {
  if ('webhook' in channel) return openWebhook(channel.webhook)
  return 'mail' in channel ? openMail(channel.mail) : openProgram(channel.program, folders)
}

const URL_LINE: SecretForm = {
  pattern: /^https?:\/\/[^\s/@?#]+(?:[/?#]\S*)?$/,
  sentence: 'has no https:// URL without a login',
}

function openWebhook({ url, secretFile: file, caFile, template, timeoutMs }: WebhookChannel): Opened {
  const address =
    'text' in url ? { value: () => url.text } : readSecret('webhook: url-file', url.file, URL_LINE)
  const secret = file === undefined ? NONE : readSecret('webhook: secret', file, SIGNING_SECRET)
  const problems = [address, secret, readAuthorities('webhook: ca', caFile)].flatMap(problemIn)
  if (problems.length > 0 || 'problem' in address || 'problem' in secret) return { problems }
  const sends = webhook({ url: address.value, secret: secret.value, caFile, template, timeoutMs })
  const secrets = (): string[] => [
    ...secretsOfUrl(address.value()),
    ...(secret.value ? [secret.value()] : []),
  ]
  return { send: withoutSecrets(sends, secrets) }
}

function openMail({ login, ...rest }: MailChannel): Opened {
  const password = login === undefined ? NONE : readSecret('mail: password', login.passwordFile)
  const problems = [password, readAuthorities('mail: ca', rest.caFile)].flatMap(problemIn)
  if (problems.length > 0 || 'problem' in password) return { problems }
  const { value } = password
  const known = login === undefined || value === undefined ? undefined : { user: login.user, password: value }
  const secrets = (): string[] => (known === undefined ? [] : secretsOfLogin(known.user, known.password()))
  return { send: withoutSecrets(mail({ ...rest, login: known }), secrets) }
}

/** Links and folders change: it is looked at again before each run. */
function openProgram(channel: ProgramChannel, folders: readonly string[]): Opened {
  const found = permittedProgram(channel.path, { execFolders: folders }, PERMIT)
  if ('problem' in found) return { problems: [`exec: program ${found.problem}`] }
  return { send: program({ ...channel, folders }) }
}

type Read<Value> = { readonly value: Value } | { readonly problem: string }

const NONE = { value: undefined }

function readSecret(key: string, file: string, form?: SecretForm): Read<Secret> {
  const read = secretFile(form).read(file)
  if ('refusal' in read) return { problem: `${key} ${read.refusal}` }
  const { value } = read
  return value === undefined ? { problem: `${key} is missing` } : { value }
}

function readAuthorities(key: string, file: string | undefined): Read<undefined> {
  if (file === undefined) return NONE
  try {
    // The first of them: it throws when there is none.
    new X509Certificate(readFileSync(file))
    return NONE
  } catch (error) {
    return { problem: `${key} cannot be used: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function problemIn(read: Read<unknown>): string[] {
  return 'problem' in read ? [read.problem] : []
}
