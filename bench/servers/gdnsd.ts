// gdnsd 3: one UDP and one TCP thread, pools as DYNA of its plug-ins multifo, simplefo and weighted, live tcp checks.
import { hasStandby, POOLS, targetAddresses } from '../zone.ts'
import type { ServerProgram, ServerSetup } from './server.ts'

export const GDNSD: ServerProgram = {
  name: 'gdnsd',
  program: 'gdnsd',
  flavour: 'gdnsd',
  zoneFile: 'zones/corp.example',
  files: (setup) => ({ config: config(setup) }),
  arguments: ({ folder }) => ['-c', folder, 'start'],
}

function config({ folder, endpoint, checkPort }: ServerSetup): string {
  const all = Array.from({ length: POOLS }, (_, i) => i)
  const pools = (standby: boolean, first: string, second: string): string =>
    all
      .filter((i) => hasStandby(i) === standby)
      .map((i) => {
        const [a, b] = targetAddresses(i)
        return `    pool-${i} => { service_types => up_tcp, ${first} => ${a}, ${second} => ${b} }\n`
      })
      .join('')
  const weighted = all.map((i) => {
    const [a, b] = targetAddresses(i)
    return `    weighted-${i} => { service_types => up_tcp, one => [ ${a}, 3 ], two => [ ${b}, 1 ] }\n`
  })
  return `options => {
  listen => [ ${endpoint.address}:${endpoint.port} ]
  udp_threads => 1
  tcp_threads => 1
  run_dir => ${folder}/state
  state_dir => ${folder}/state
  zones_strict_data => false
}
service_types => {
  up_tcp => { plugin => tcp_connect, port => ${checkPort}, interval => 10, timeout => 1 }
}
plugins => {
  multifo => {
${pools(false, 'one', 'two')}  }
  simplefo => {
${pools(true, 'primary', 'secondary')}  }
  weighted => {
${weighted.join('')}  }
}
`
}
