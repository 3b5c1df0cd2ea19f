// How every command ends, in one table: `failover --help` and README print it.

export const EXIT = {
  fine: { code: 0, meaning: 'done' },
  refused: {
    code: 1,
    meaning: 'a zone file has errors, a request was refused, or a simulated name has nothing left',
  },
  usage: { code: 2, meaning: 'the command line cannot be understood' },
  configuration: { code: 3, meaning: 'failover.yaml is wrong' },
  unreachable: { code: 4, meaning: 'no daemon answers on the socket' },
  start: { code: 5, meaning: 'the daemon cannot start: port, database, zones or socket' },
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]['code']

export function exitTable(): string {
  const lines = Object.values(EXIT).map(({ code, meaning }) => `  ${code}  ${meaning}`)
  return `Exit codes:\n${lines.join('\n')}`
}
