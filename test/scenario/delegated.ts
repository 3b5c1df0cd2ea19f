// Run in a network namespace of its own, where port 53 is free: a parent that only resolvers can tell; prints what the doctor says.
import { TestDaemon } from '../support/daemon.ts'
import { startPeer } from '../support/peers/peer.ts'
import { NSD } from '../support/peers/programs.ts'
import { unboundAt } from '../support/peers/unbound.ts'

const PORT = 53
const [NS1, PARENT, OTHER_PARENT, RESOLVER] = ['127.0.0.71', '127.0.0.75', '127.0.0.76', '127.0.0.77']
const ZONE = `$TTL 5m
@ SOA ns1 hostmaster 1 1h 15m 1w 30s
  NS ns1
ns1 A ${NS1}
www 10 A 127.0.0.10 ;@ primary
www 10 A 127.0.0.20 ;@ standby
`
const parentZone = (glue: string): string => `$TTL 300
@ SOA ns-a hostmaster 1 3600 900 604800 60
  NS ns-a
  NS ns-b
ns-a A ${PARENT}
ns-b A ${OTHER_PARENT}
corp NS ns1.corp
ns1.corp A ${glue}
`

// When the test's time is over, what it has started ends with it.
process.on('SIGTERM', () => process.exit(1))
const ends: (() => unknown)[] = []
const t = { after: (end: () => unknown) => void ends.unshift(end) }
const daemon = new TestDaemon({ address: NS1, port: PORT }, { zones: { 'corp.example.zone': ZONE } })
try {
  await daemon.start()
  // The second of them has glue from before a move: only who asks every server that the resolver names can tell.
  await startPeer(t, NSD, new Map([['example.', parentZone(NS1)]]), { address: PARENT, port: PORT })
  await startPeer(t, NSD, new Map([['example.', parentZone('127.0.0.99')]]), {
    address: OTHER_PARENT,
    port: PORT,
  })
  const place = { address: RESOLVER, port: PORT }
  await startPeer(t, unboundAt({ address: PARENT, port: PORT }, 'example.'), new Map(), place)
  const { code, stdout } = await daemon.cli('doctor', 'corp.example', '--resolver', RESOLVER, '--json')
  const { examinations } = JSON.parse(stdout)
  process.stdout.write(`${JSON.stringify({ code, examinations })}\n`)
} finally {
  for (const end of ends) await end()
  await daemon.remove()
}
