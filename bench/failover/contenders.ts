// Who is compared: servers with their settings, and how each declares a pool of a victim and its standby.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isInstalled } from '../running-server.ts'
import { GDNSD } from '../servers/gdnsd.ts'
import { OURS } from '../servers/ours.ts'
import { POWERDNS } from '../servers/powerdns.ts'
import type { ServerProgram } from '../servers/server.ts'
import { ORIGIN } from '../zone.ts'
import { type Check, poolName, STANDBY, type Victim } from './kinds.ts'

export interface Contender {
  /** As tables name it: server and settings. */
  readonly server: string
  readonly settings: string
  readonly checks: readonly Check[]
  readonly program: ServerProgram
  readonly zone: string
}

export interface Scene {
  readonly victims: readonly Victim[]
  readonly ports: Readonly<Record<Check, number>>
  /** Path of the certificate that signs the servers'. */
  readonly authority: string
}

/** Settings that this version does not know yet are left out; `skipped` is told. */
export function contendersOf(scene: Scene, skipped: (sentence: string) => void): Contender[] {
  return [
    gdnsd(scene, 'defaults', ''),
    // A smaller interval is refused: "Value out of range (2, 3600)".
    gdnsd(
      scene,
      'smallest (2 s, 1 failure)',
      ', interval => 2, timeout => 1, down_thresh => 1, ok_thresh => 1, up_thresh => 1',
    ),
    powerdns(scene, 'defaults', '', ''),
    powerdns(scene, 'smallest (1 s)', 'lua-health-checks-interval=1\n', 'timeout=1'),
    ...OUR_SETTINGS.flatMap(({ settings, keys }) => {
      const contender = ours(scene, settings, keys)
      const problem = problemIn(contender.zone)
      if (problem === undefined) return [contender]
      skipped(`failover ${settings} is left out: ${problem}`)
      return []
    }),
  ].filter(({ program }) => isInstalled(program.program))
}

/** Every entry is one of our contenders; `keys` stand behind each check. */
export const OUR_SETTINGS: readonly { readonly settings: string; readonly keys: string }[] = [
  { settings: 'defaults', keys: '' },
  { settings: 'hold=yes confirm=200ms', keys: 'hold=yes confirm=200ms' },
]

const HEAD = `$TTL 30
@ SOA ns1 hostmaster 1 3600 900 604800 30
@ NS ns1
ns1 A 127.0.0.1
`

function ours({ victims, ports, authority }: Scene, settings: string, keys: string): Contender {
  const checks = ['http', 'tcp', 'https'] as const
  const trust = { http: '', tcp: '', https: ` ca=${authority}` }
  const declared = checks.map(
    (check) => `;@ check ${check} ${check} port=${ports[check]}${trust[check]} ${keys}\n`,
  )
  const pool = (check: Check, name: string, { address }: Victim): string =>
    `${name} A ${address} ;@ primary check=${check}\n${name} A ${STANDBY} ;@ standby check=${check}\n`
  return {
    server: OURS.name,
    settings,
    checks,
    program: OURS,
    zone: [HEAD, ...declared, ...pools(victims, checks, pool)].join(''),
  }
}

function gdnsd({ victims, ports }: Scene, settings: string, timing: string): Contender {
  const checks = ['http', 'tcp'] as const
  const resource = (check: Check, name: string, { address }: Victim): string =>
    `    ${name} => { service_types => ${check}, primary => ${address}, secondary => ${STANDBY} }\n`
  const files: ServerProgram['files'] = ({ folder, endpoint }) => ({
    config: `options => {
  listen => [ ${endpoint.address}:${endpoint.port} ]
  udp_threads => 1
  tcp_threads => 1
  run_dir => ${folder}/state
  state_dir => ${folder}/state
}
service_types => {
  http => { plugin => http_status, port => ${ports.http}${timing} }
  tcp => { plugin => tcp_connect, port => ${ports.tcp}${timing} }
}
plugins => {
  simplefo => {
${pools(victims, checks, resource).join('')}  }
}
`,
  })
  const zone = pools(victims, checks, (_, name) => `${name} DYNA simplefo!${name}\n`)
  const program = { ...GDNSD, files }
  return { server: GDNSD.name, settings, checks, program, zone: [HEAD, ...zone].join('') }
}

function powerdns(
  { victims, ports }: Scene,
  settings: string,
  configured: string,
  options: string,
): Contender {
  const checks = ['http', 'tcp'] as const
  const lua = (check: Check, name: string, { address }: Victim): string => {
    // ifportup of PowerDNS 4.7 knows no groups: both are answered while both are up.
    const code =
      check === 'http'
        ? `ifurlup('http://${name}.${ORIGIN}:${ports.http}/', {{'${address}'}, {'${STANDBY}'}}, {${options}})`
        : `ifportup(${ports.tcp}, {'${address}', '${STANDBY}'}, {selector='all', ${options}})`
    return `${name} LUA A "${code}"\n`
  }
  const files: ServerProgram['files'] = (setup) => {
    const { 'pdns.conf': base = '', ...others } = POWERDNS.files(setup)
    return { ...others, 'pdns.conf': `${base}enable-lua-records=yes\n${configured}` }
  }
  const zone = pools(victims, checks, lua)
  const program = { ...POWERDNS, files }
  return { server: 'PowerDNS LUA', settings, checks, program, zone: [HEAD, ...zone].join('') }
}

function pools(
  victims: readonly Victim[],
  checks: readonly Check[],
  pool: (check: Check, name: string, victim: Victim) => string,
): string[] {
  return victims.flatMap((victim) =>
    checks
      .filter((check) => victim.kind.checks.includes(check))
      .map((check) => pool(check, poolName(victim, check), victim)),
  )
}

/** The first thing that our own `check` command says about the zone. */
function problemIn(zone: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'failover-bench-check-'))
  const file = join(folder, `${ORIGIN}.zone`)
  writeFileSync(file, zone)
  const [program = ''] = OURS.arguments({ folder } as Parameters<typeof OURS.arguments>[0])
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'check', file], {
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true, force: true })
  return status === 0 ? undefined : `${stdout}${stderr}`.trim().split('\n')[0]?.replace(`${folder}/`, '')
}
