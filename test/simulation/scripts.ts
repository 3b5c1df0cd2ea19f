// What can happen in a simulated world, at random: zones, and a script of what servers, network, clock and we ourselves do.
import fc from 'fast-check'
import type { Condition } from './scripted-servers.ts'

/** The checks that zones declare, and where their probes go. */
export const PORTS: Readonly<Record<string, number>> = { web: 80, db: 81 }
export const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const

const orAbsent = (...words: readonly string[]) => fc.constantFrom('', '', ...words)

/** One row per timing option; a new option of `;@ check` needs a row here and nothing else. */
const TIMING = {
  every: fc.constantFrom('every=400ms', 'every=1s', 'every=2s'),
  timeout: fc.constantFrom('timeout=200ms', 'timeout=400ms'),
  fall: fc.constantFrom('fall=1', 'fall=2', 'fall=3'),
  rise: fc.constantFrom('rise=1', 'rise=2', 'rise=3'),
  ok: orAbsent('ok=2', 'ok=3'),
  confirm: orAbsent('confirm=50ms', 'confirm=200ms'),
  slow: orAbsent('slow=50ms'),
  flap: orAbsent('flap=2/10s', 'flap=4/20s'),
  hold: orAbsent('hold=yes'),
} as const

/** One row per option of `;@ pool`. */
const POOL = {
  answers: orAbsent('answers=1'),
  pick: orAbsent('pick=weighted', 'pick=sticky'),
  min: orAbsent('min=2'),
  available: orAbsent('available=degraded-last'),
  whenAllDown: orAbsent('when-all-down=all', 'when-all-down=last', 'when-all-down=none'),
  failback: fc.constantFrom('', 'failback=3s', 'failback=manual'),
} as const

const wordsOf = (rows: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> =>
  fc.tuple(...Object.values(rows)).map((words) => words.filter((word) => word !== '').join(' '))

const member = fc.tuple(
  fc.constantFrom(...ADDRESSES),
  fc.constantFrom('primary', 'standby', 'standby', 'last'),
  fc.constantFrom('web', 'web', 'db', 'both', 'either', 'web,db'),
  orAbsent('weight=3'),
)

const pool = (owner: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      wordsOf(POOL),
      fc.uniqueArray(member, { selector: ([address]) => address, minLength: 2, maxLength: 4 }),
    )
    .map(([options, members]) => {
      const lines = members.map(
        ([address, tier, checks, weight]) => `${owner} A ${address} ;@ ${tier} check=${checks} ${weight}`,
      )
      return [...(options === '' ? [] : [`;@ pool ${owner} A ${options}`]), ...lines].join('\n')
    })

const HEAD = '$TTL 60\n@ SOA ns1 hostmaster 1 3600 900 604800 60\n NS ns1\nns1 A 192.0.2.53\n'

const zone = fc
  .tuple(wordsOf(TIMING), wordsOf(TIMING), pool('www'), pool('app'))
  .map(([web, db, ...pools]) => {
    const probes = `;@ check web tcp port=${PORTS['web']} ${web}\n;@ check db tcp port=${PORTS['db']} ${db}\n`
    const composites = ';@ check both all web db\n;@ check either any web db\n'
    return `${HEAD}${probes}${composites}${pools.join('\n')}\nmail MX 10 www ;@ follow\nmail MX 20 app ;@ follow\n`
  })

export type Step =
  | { readonly is: 'server'; readonly server: string; readonly condition: Condition }
  | { readonly is: 'partition'; readonly partitioned: boolean }
  /** It closes the connections that are held to it, as servers do with idle ones. */
  | { readonly is: 'close'; readonly server: string }
  | { readonly is: 'stall'; readonly forMs: number; readonly inProbe: boolean }
  | { readonly is: 'restart'; readonly how: 'killed' | 'stopped'; readonly awayMs: number }
  | { readonly is: 'edit'; readonly zone: number }
  | { readonly is: 'clock'; readonly byMs: number }

export interface Script {
  /** The text of the zone: the first from the beginning, the others by edits. */
  readonly zones: readonly string[]
  /** Each step so long after the one before. */
  readonly steps: readonly (readonly [afterMs: number, step: Step])[]
}

const server = fc
  .tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom(...Object.values(PORTS)))
  .map(([address, port]) => `${address}:${port}`)
const pause = fc.integer({ min: 10, max: 4000 })

type Steps = readonly (readonly [number, Step])[]

const turn: fc.Arbitrary<Steps> = fc
  .record({
    after: pause,
    step: fc.record({
      is: fc.constant('server' as const),
      server,
      condition: fc.constantFrom<Condition>('well', 'slow', 'refusing', 'silent', 'silent'),
    }),
  })
  .map(({ after, step }) => [[after, step]])

const outage: fc.Arbitrary<Steps> = fc
  .tuple(
    pause,
    server,
    fc.constantFrom('refusing' as const, 'silent' as const),
    fc.integer({ min: 100, max: 12_000 }),
  )
  .map(([after, server, condition, lasts]) => [
    [after, { is: 'server', server, condition }],
    [lasts, { is: 'server', server, condition: 'well' }],
  ])

/** All of these servers fail and recover together. */
function flaps(servers: readonly string[], times: number, periodMs: number): Steps {
  const all = (condition: Condition): Steps =>
    servers.map((server, i) => [i === 0 ? periodMs : 0, { is: 'server', server, condition }])
  return Array.from({ length: times }, () => [...all('refusing'), ...all('well')]).flat()
}

const closing: fc.Arbitrary<Steps> = fc
  .tuple(pause, server)
  .map(([after, server]) => [[after, { is: 'close', server }]])

const flapping: fc.Arbitrary<Steps> = fc
  .tuple(
    fc.uniqueArray(server, { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 2, max: 8 }),
    fc.integer({ min: 200, max: 2500 }),
  )
  .map(([servers, times, periodMs]) => flaps(servers, times, periodMs))

const partition: fc.Arbitrary<Steps> = fc.tuple(pause, pause).map(([after, lasts]) => [
  [after, { is: 'partition', partitioned: true }],
  [lasts, { is: 'partition', partitioned: false }],
])

const ownDoing: fc.Arbitrary<Steps> = fc
  .tuple(
    pause,
    fc.oneof(
      fc.record({
        is: fc.constant('stall' as const),
        forMs: fc.oneof(fc.integer({ min: 30, max: 400 }), fc.integer({ min: 30, max: 4000 })),
        inProbe: fc.boolean(),
      }),
      fc.record({
        is: fc.constant('restart' as const),
        how: fc.constantFrom('killed' as const, 'stopped' as const),
        awayMs: fc.integer({ min: 1, max: 3000 }),
      }),
      fc.record({ is: fc.constant('edit' as const), zone: fc.nat({ max: 2 }) }),
      fc.record({
        is: fc.constant('clock' as const),
        byMs: fc.constantFrom(-3_600_000, -2000, 5000, 3_600_000),
      }),
    ),
  )
  .map((step) => [step])

export const script: fc.Arbitrary<Script> = fc.record({
  zones: fc.array(zone, { minLength: 1, maxLength: 3 }),
  steps: fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: turn },
        { weight: 4, arbitrary: outage },
        { weight: 3, arbitrary: flapping },
        { weight: 1, arbitrary: partition },
        { weight: 1, arbitrary: closing },
        { weight: 3, arbitrary: ownDoing },
      ),
      { maxLength: 12 },
    )
    .map((steps) => steps.flat()),
})
