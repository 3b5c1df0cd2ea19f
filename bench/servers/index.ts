// Every server that can be compared; ours is the first, all ratios are to it.
import { BIND } from './bind.ts'
import { DNS2 } from './dns2.ts'
import { GDNSD } from './gdnsd.ts'
import { KNOT } from './knot.ts'
import { NSD } from './nsd.ts'
import { OURS } from './ours.ts'
import { POWERDNS } from './powerdns.ts'
import type { ServerProgram } from './server.ts'

export const SERVERS: readonly ServerProgram[] = [OURS, GDNSD, KNOT, NSD, BIND, POWERDNS, DNS2]
