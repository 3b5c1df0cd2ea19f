// The registry of examinations: adding one is one file and one line here. Their order is that of the report.
import { delegation } from './delegation/delegation.ts'
import { nameServers } from './delegation/name-servers.ts'
import type { Examination } from './examination.ts'
import { clock } from './machine/clock.ts'
import { fileModes } from './machine/file-modes.ts'
import { kernel } from './machine/kernel.ts'
import { memory } from './machine/memory.ts'
import { privilege } from './machine/privilege.ts'
import { resolvers } from './resolvers/resolvers.ts'
import { backup } from './service/backup.ts'
import { certificates } from './service/certificates.ts'
import { daemon } from './service/daemon.ts'
import { database } from './service/database.ts'
import { endpoints } from './service/endpoints.ts'
import { targets } from './service/targets.ts'
import { zones } from './service/zones.ts'

export const EXAMINATIONS: readonly Examination[] = [
  daemon,
  zones,
  targets,
  endpoints,
  certificates,
  delegation,
  nameServers,
  resolvers,
  database,
  backup,
  fileModes,
  privilege,
  kernel,
  memory,
  clock,
]
