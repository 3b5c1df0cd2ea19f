// `failover completion SHELL`: prints what that shell must be told once.
import { SCRIPTS, type Shell } from './completion/scripts.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, type Session } from './session.ts'

export async function runCompletion(session: Session, shell: Shell): Promise<number> {
  const script = SCRIPTS[shell]
  if (session.json) printJson(session, { shell, script })
  else session.terminal.out(script)
  return EXIT.fine.code
}
