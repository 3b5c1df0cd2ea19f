// `failover token create`, `list` and `revoke`: who may ask the API over TCP.
import type { NewToken, RevokeReport, TokenList, TokenStatus } from '../control/operator.ts'
import { claimedUser } from './claimed-user.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { spanToText } from './span.ts'
import { printTable } from './table.ts'
import { printable } from './terminal.ts'

export interface TokenOptions {
  readonly scope?: string
  readonly for?: string
}

export function runTokenCreate(
  session: Session,
  name: string,
  { scope, for: span }: TokenOptions,
): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    if (scope !== 'read' && scope !== 'operate')
      return fail(session, EXIT.usage.code, [
        '--scope is missing: read to look, operate to change things too',
      ])
    const body = { name, scope, ...(span === undefined ? {} : { for: span }), ...claimedUser() }
    const asked = await ask<NewToken>(socketPath, 'POST', '/v1/tokens', body)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else {
      session.terminal.out(asked.answer.secret)
      session.terminal.err('This is shown once; what is stored is its digest.')
    }
    return EXIT.fine.code
  })
}

export function runTokenList(session: Session): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const asked = await ask<TokenList>(socketPath, 'GET', '/v1/tokens')
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    const { atMs, tokens } = asked.answer
    if (session.json) printJson(session, asked.answer)
    else if (tokens.length === 0) session.terminal.out('there is no token')
    else
      printTable(
        session.terminal,
        ['name', 'scope', 'made by', 'ends', 'last shown'],
        tokens.map((token) => rowOf(token, atMs)),
      )
    return EXIT.fine.code
  })
}

export function runTokenRevoke(session: Session, name: string): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const asked = await ask<RevokeReport>(socketPath, 'POST', '/v1/tokens/revoke', { name, ...claimedUser() })
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else session.terminal.out(`${printable(asked.answer.revoked.name)}: revoked`)
    return EXIT.fine.code
  })
}

function rowOf({ name, scope, who, endsAtMs, usedAtMs }: TokenStatus, atMs: number): string[] {
  const ends = endsAtMs === undefined ? 'never' : endText(endsAtMs - atMs)
  const used = usedAtMs === undefined ? 'never' : `${spanToText(atMs - usedAtMs)} ago`
  return [name, scope, who, ends, used]
}

function endText(leftMs: number): string {
  return leftMs > 0 ? `in ${spanToText(leftMs)}` : 'it is over'
}
