// The answer of GET /v1/status, as control/operator.ts declares it.
import * as z from 'zod'
import { alertsSummary } from './alerts.ts'
import { unservedFile } from './findings.ts'
import { overrideStatus } from './overrides.ts'
import {
  address,
  count,
  instant,
  mark,
  milliseconds,
  name,
  path,
  pool,
  seconds,
  serial,
  target,
  text,
  texts,
} from './units.ts'

export const nodeStatus = z
  .object({
    version: text('The version of failover.'),
    startedAtMs: instant('When the process was started.'),
    pid: count('The process on its machine.'),
    generation: count('Of the book in service; grows with every patch.'),
  })
  .describe('One of our processes.')

export const zoneStatus = z
  .object({
    origin: name(),
    file: path(),
    serial: serial('As published.'),
    records: count('How many.'),
    pools: count('How many.'),
    loadedAtMs: instant(),
    problems: texts('Of the last load, `file:line:column: code: sentence` each.'),
    stale: z.boolean().describe('The last load was refused: an older zone is in service.'),
  })
  .describe('A zone in service.')

export const probeStatus = z
  .object({
    ending: text('A key of ENDINGS in health/outcome.ts. `ok`, `refused`, `timeout`, `status`, …'),
    detail: text('What exactly was seen; empty when there is nothing to add.'),
    latencyMs: milliseconds('From its begin to its end.'),
    atMs: instant('When it ended.'),
  })
  .describe('How a probe ended.')

export const targetStatus = z
  .object({
    id: target(),
    address: address(),
    check: text('The name of the check in the zone file.'),
    state: z.enum(['up', 'degraded', 'down', 'unknown']).describe('The verdict.'),
    sinceMs: instant('Since when it has this state.'),
    blames: z
      .array(target())
      .describe('Targets that are down and bear the failures of this one, which is not answered meanwhile.')
      .exactOptional(),
    doubted: mark('It has failed often enough to be down, and is not believed yet.'),
    canary: mark('It tells whether we are cut off.'),
    override: text(
      'Present while a person says what it is, whatever its probes say: who, until when and why.',
    ).exactOptional(),
    goods: count('Successes in a row until now.'),
    bads: count('Failures until now; beside successes, those that are not forgotten yet.'),
    heldUntilMs: instant(
      'Present while it is held down for flapping, whatever its probes say.',
    ).exactOptional(),
    last: probeStatus.describe('Absent until the first probe has ended.').exactOptional(),
    nextProbeInMs: milliseconds('Absent while a probe is under way.').exactOptional(),
    pools: z.array(pool()).describe('The pools whose answer depends on it, `name type` each.'),
  })
  .describe('One address plus one check.')

export const memberStatus = z
  .object({
    data: text('The data of the record, as a zone file has it.'),
    tier: count('Lower ones are answered first.'),
    weight: count('Its share among its tier.').exactOptional(),
    available: z.boolean().describe('Its checks pass, and nobody has taken it out.'),
    drained: mark('In maintenance, or drained by a person: answered only when nobody else is left.'),
    stale: text(
      'Present while it stands by and has not been well for long: what of it has not passed since when.',
    ).exactOptional(),
    degraded: mark('Present while it is available, but slow.'),
    published: z.boolean().describe('It is answered now.'),
    targets: z
      .array(z.string())
      .describe(
        'Ids of the targets on which it hangs, through what it follows too; absent when there is none.',
      )
      .exactOptional(),
    why: text('One sentence: what it hangs on.'),
  })
  .describe('A record of a pool.')

export const poolStatus = z
  .object({
    name: name(),
    type: text('The type of its records: `A`, `MX`, …'),
    zone: name('The origin of its zone.'),
    tier: count('The tier that answers; absent when none can.').exactOptional(),
    answers: z
      .array(
        z.object({
          data: text('The data of the record, as a zone file has it.'),
          ttlSeconds: seconds('As answered.'),
        }),
      )
      .describe('What is answered now.'),
    members: z.array(memberStatus).describe('As declared.'),
    redundancy: z
      .enum(['several', 'one', 'none'])
      .describe(
        'How many healthy members are left: `one` means that nobody takes over; absent for a pool of one.',
      )
      .exactOptional(),
    why: text('One sentence: why this is the answer.'),
    waiting: z
      .object({
        for: z.enum(['health', 'window', 'person']).describe('What it waits for.'),
        untilMs: instant('Absent when nobody can tell.').exactOptional(),
      })
      .describe('Present while a better tier has recovered and is not answered yet.')
      .exactOptional(),
    shrunkTtl: z
      .object({
        declaredSeconds: seconds('As the zone file says.'),
        ttlSeconds: seconds('As answered.'),
        why: text('What is under way.'),
      })
      .describe('Present while the TTL is below the declared one.')
      .exactOptional(),
  })
  .describe('Records of one name and type that failover chooses among.')

export const maintenanceStatus = z
  .object({
    address: address(),
    when: text('A cron expression, in local time.'),
    lengthMs: milliseconds(),
    why: text('As declared.'),
    openUntilMs: instant('Present while it is open.').exactOptional(),
    opensAtMs: instant('Absent when it never opens again.').exactOptional(),
  })
  .describe('A window in which the records with this address are not answered.')

export const status = z
  .object({
    atMs: instant("When this was taken: ages are counted from it, not from the reader's clock."),
    node: nodeStatus,
    listening: texts('`127.0.0.1:5300`, `[::1]:5300`.'),
    udpIo: z.enum(['koffi', 'dgram']).describe('How datagrams are read and sent.'),
    loading: z
      .object({
        file: text('Of one zone.'),
        read: count('Of its text.'),
        of: count('All of its text.'),
        records: count('Read so far.'),
      })
      .describe('Present while zone files are read again: how far the text of one of them is.')
      .exactOptional(),
    doubt: z
      .object({ sinceMs: instant(), why: text('What fails.') })
      .describe('Present while so much fails that we may be cut off ourselves: no verdict goes down.')
      .exactOptional(),
    zones: z.array(zoneStatus).describe('In service.'),
    unserved: z
      .array(unservedFile)
      .describe('Files that were refused and of which no zone is in service; absent when there is none.')
      .exactOptional(),
    targets: z.array(targetStatus).describe('Probed now.'),
    pools: z.array(poolStatus).describe('Of all zones.'),
    maintenance: z
      .array(maintenanceStatus)
      .describe('In the order of the zone files; absent when no zone plans any.')
      .exactOptional(),
    overrides: z.array(overrideStatus).describe('Oldest first; absent when there is none.').exactOptional(),
    alerts: alertsSummary.describe('Absent when failover.yaml names no receiver.').exactOptional(),
    queries: z
      .record(z.string(), count('How many.'))
      .describe(
        'Counters of the data plane since the start, by what was done: `NOERROR`, `NXDOMAIN`, `dropped`, …',
      ),
  })
  .describe('All times `…AtMs` and `sinceMs` are milliseconds since 1970.')
