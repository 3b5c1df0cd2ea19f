// A name server as one writes it first: dns2's createServer over a Map of records; `dns2-server.ts ZONE ADDRESS PORT`.
import { readFileSync } from 'node:fs'
import { createServer, Packet } from 'dns2'
import { ORIGIN } from './zone.ts'

const [file = '', address = '', port = ''] = process.argv.slice(2)
const known = readRecords(readFileSync(file, 'utf8'))

const server = createServer({
  udp: true,
  tcp: true,
  handle: (request, send) => {
    const response = Packet.createResponseFromRequest(request)
    const [question] = request.questions
    const name = question?.name.toLowerCase() ?? ''
    const addresses = known.get(name) ?? known.get(name.replace(/^[^.]+/, '*'))
    response.header.aa = 1
    if (addresses === undefined) response.header.rcode = Packet.RCODE.NXDOMAIN
    else if (question?.type === Packet.TYPE.A)
      for (const one of addresses)
        response.answers.push(Packet.createResourceFromQuestion(question, { ttl: 30, address: one }))
    send(response)
  },
})
await server.listen({ udp: { address, port: Number(port) }, tcp: { address, port: Number(port) } })

/** The A records by full name. */
function readRecords(text: string): Map<string, string[]> {
  const records = new Map<string, string[]>()
  for (const [, owner = '', one = ''] of text.matchAll(/^(\S+) A ([\d.]+)/gm)) {
    const name = `${owner}.${ORIGIN}`
    records.set(name, [...(records.get(name) ?? []), one])
  }
  return records
}
