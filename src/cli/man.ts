// `failover man`: prints the man page.
import type { Command } from 'commander'
import { EXIT } from './exit-codes.ts'
import { manPage } from './man/page.ts'
import { printJson, type Session } from './session.ts'

export async function runMan(session: Session, program: Command): Promise<number> {
  const page = manPage(program)
  if (session.json) printJson(session, { page })
  else session.terminal.out(page)
  return EXIT.fine.code
}
