// The words of `failover token create`, `list` and `revoke`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument, option } from '../completion/values.ts'
import type { TokenOptions } from '../token.ts'

export function addToken(program: Command, launch: Launch): void {
  const token = program.command('token').description('who may ask the API over TCP: create, list, revoke')
  addCommand(token, {
    name: 'create',
    summary: 'make a token and show it, once',
    examples: [
      'failover token create dashboard --scope read',
      'failover token create deploy --scope operate --for 90d',
    ],
    exits: { ...ASKS_DAEMON, refused: 'there is a token of that name, or it cannot be stored' },
  })
    .argument('<name>', 'what is written down as who, where something is decreed with it')
    .addOption(option('--scope <scope>', 'read, or operate to change things too', ['read', 'operate']))
    .addOption(
      option('--for <duration>', '12h, 90d; until it is revoked when not said', ['12h', '30d', '90d']),
    )
    .action(
      launch(async (session, name: string, options: TokenOptions) => {
        const { runTokenCreate } = await import('../token.ts')
        return runTokenCreate(session, name, options)
      }),
    )
  addCommand(token, {
    name: 'list',
    summary: 'every token: what it allows, until when, when it was last shown',
    examples: ['failover token list'],
    exits: ASKS_DAEMON,
  }).action(
    launch(async (session) => {
      const { runTokenList } = await import('../token.ts')
      return runTokenList(session)
    }),
  )
  addCommand(token, {
    name: 'revoke',
    summary: 'take a token back, at once',
    examples: ['failover token revoke deploy'],
    exits: { ...ASKS_DAEMON, refused: 'there is no token of that name' },
  })
    .addArgument(argument('<name>', 'as failover token list shows it', 'token'))
    .action(
      launch(async (session, name: string) => {
        const { runTokenRevoke } = await import('../token.ts')
        return runTokenRevoke(session, name)
      }),
    )
}
