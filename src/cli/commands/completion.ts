// The words of `failover completion`, and of `failover complete`, which the scripts of completion call.
import { Argument, type Command } from 'commander'
import { addCommand, type Launch } from '../command.ts'
import { SHELLS, type Shell } from '../completion/scripts.ts'

export function addCompletion(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'completion',
    summary: 'a script that makes a shell complete commands, options, and names that the daemon knows',
    examples: [
      'eval "$(failover completion bash)"',
      'failover completion fish > ~/.config/fish/completions/failover.fish',
    ],
  })
    .addArgument(new Argument('<shell>', 'the shell that you use').choices(SHELLS))
    .action(
      launch(async (session, shell: Shell) => {
        const { runCompletion } = await import('../completion.ts')
        return runCompletion(session, shell)
      }),
    )
  addCommand(program, {
    name: 'complete',
    summary: 'what may stand for the last of these words, for the scripts of failover completion',
    examples: ['failover complete -- status --tr'],
    isHidden: true,
  })
    .argument('[words...]', 'the command line behind failover, as far as it is typed')
    .action(
      launch(async (session, line: string[]) => {
        const { runComplete } = await import('../completion/complete.ts')
        return runComplete(session, program, line)
      }),
    )
}
