// `failover backup FILE`: has the daemon copy its database while it is in use.
import { resolve } from 'node:path'
import type { BackupReport } from '../control/operator.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { printable } from './terminal.ts'

export function runBackup(session: Session, file: string): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const query = new URLSearchParams({ file: resolve(file) })
    const asked = await ask<BackupReport>(socketPath, 'POST', `/v1/backup?${query}`)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else session.terminal.out(`${printable(asked.answer.file)}: ${asked.answer.octets} octets`)
    return EXIT.fine.code
  })
}
