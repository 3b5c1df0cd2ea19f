// Users and groups by their numbers, as passwd(5) and group(5) name them.
import { readOrNothing } from './process-facts.ts'

export interface Accounts {
  user(uid: number): string
  group(gid: number): string
  /** Who has the group as another group. */
  members(gid: number): readonly string[]
}

export function systemAccounts(): Accounts {
  return accountsIn(readOrNothing('/etc/passwd') ?? '', readOrNothing('/etc/group') ?? '')
}

export function accountsIn(passwd: string, group: string): Accounts {
  const rows = (text: string): string[][] => text.split('\n').map((line) => line.split(':'))
  const users = new Map(rows(passwd).map(([name = '', , uid]) => [Number(uid), name]))
  const groups = new Map(
    rows(group).map(([name = '', , gid, members = '']) => [Number(gid), { name, members }]),
  )
  return {
    user: (uid) => users.get(uid) ?? `user ${uid}`,
    group: (gid) => groups.get(gid)?.name ?? `group ${gid}`,
    members: (gid) => (groups.get(gid)?.members ?? '').split(',').filter((name) => name !== ''),
  }
}
