// `failover serve`: hands the checked configuration to the daemon.
import { startProgress } from './progress.ts'
import { type Session, withConfig } from './session.ts'

export function runServe(session: Session): Promise<number> {
  return withConfig(session, async (config) => {
    // Only here: every other command must not wait for the daemon's code to be loaded.
    const { serve } = await import('../main.ts')
    return serve(config, startProgress(session))
  })
}
