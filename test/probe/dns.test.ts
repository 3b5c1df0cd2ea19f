import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Packet } from 'dns2'
import { dns } from '../../src/probe/dns.ts'
import { withLength } from '../../src/probe/protocol/dns-message.ts'
import { ask, type Options, refusals } from './run.ts'
import { tcpServer, udpServer } from './servers.ts'

type Change = (response: Packet) => unknown

/** The outcome against a server that answers with `change`d empty responses, one datagram for each change. */
async function outcomeOf(options: Options, ...changes: readonly Change[]): Promise<string> {
  const server = await udpServer((message, reply) => {
    for (const change of changes) {
      const response = Packet.createResponseFromRequest(Packet.parse(message))
      const changed = change(response)
      reply(Buffer.isBuffer(changed) ? changed : response.toBuffer())
    }
  })
  const { ending, detail } = await ask(dns, { name: 'www.corp.example', ...options, port: `${server.port}` })
  await server.close()
  return `${ending}: ${detail}`
}

const IN = 1
const addressOf = (name: string) => new Packet.Question(name, Packet.TYPE.A, IN)
const record = (type: number, data: object): Packet['answers'][number] =>
  Object.assign(new Packet.Resource({ name: 'www.corp.example', type, class: IN, ttl: 1 }), data)

const answering =
  (type: number, data: object): Change =>
  (response) =>
    response.answers.push(record(type, data))

describe('the response code', () => {
  test('NOERROR passes by default', async () => {
    assert.equal(await outcomeOf({}, () => undefined), 'ok: NOERROR')
  })
  const refusing: Change = (response) => {
    response.header.rcode = 5
  }
  test('another code fails and is named', async () => {
    assert.equal(await outcomeOf({}, refusing), 'rcode: REFUSED, expected NOERROR')
  })
  test('rcode= says what to expect', async () => {
    assert.equal(await outcomeOf({ rcode: 'refused' }, refusing), 'ok: REFUSED')
  })
})

describe('the data', () => {
  const { A, AAAA, CNAME, MX, NS, PTR, SRV, TXT } = Packet.TYPE
  const cases: readonly (readonly [string, string, number, object])[] = [
    ['A', '10.1.0.21', A, { address: '10.1.0.21' }],
    ['AAAA', '2001:DB8:0:0::1', AAAA, { address: '2001:db8::1' }],
    ['CNAME', 'app.corp.example.', CNAME, { domain: 'APP.corp.example' }],
    ['NS', 'ns1.corp.example', NS, { ns: 'ns1.corp.example' }],
    ['PTR', 'pbx.corp.example.', PTR, { domain: 'pbx.corp.example' }],
    ['MX', '10 mail1.corp.example.', MX, { priority: 10, exchange: 'mail1.corp.example' }],
    [
      'SRV',
      '1 2 5060 pbx.corp.example.',
      SRV,
      { priority: 1, weight: 2, port: 5060, target: 'pbx.corp.example' },
    ],
    ['TXT', 'hello world', TXT, { data: 'hello world' }],
  ]
  for (const [type, data, number, fields] of cases)
    test(`${type} ${data} is found`, async () => {
      assert.equal(await outcomeOf({ type, data }, answering(number, fields)), 'ok: NOERROR')
    })

  test('other data fails', async () => {
    const other = answering(A, { address: '10.1.0.22' })
    assert.equal(await outcomeOf({ data: '10.1.0.21' }, other), 'data: 1 records, none is 10.1.0.21')
  })
})

describe('what is no answer is not there', () => {
  const forgedWith =
    (change: Change): Change =>
    (response) => {
      response.header.rcode = 3
      return change(response)
    }
  const forgeries: readonly (readonly [string, Change])[] = [
    ['RFC 5452 §9.1: another id', ({ header }) => Object.assign(header, { id: header.id ^ 1 })],
    [
      'RFC 5452 §9.1: another question',
      ({ questions }) => Object.assign(questions, [addressOf('x.example')]),
    ],
    ['a question', ({ header }) => Object.assign(header, { qr: 0 })],
    ['a datagram of one octet', () => Buffer.of(0)],
  ]
  for (const [title, forgery] of forgeries)
    test(`${title} is passed over for the answer that follows`, async () => {
      assert.equal(await outcomeOf({}, forgedWith(forgery), () => undefined), 'ok: NOERROR')
    })

  test('RFC 4343 §3: the question comes back in any case', async () => {
    const shouting: Change = (response) => {
      response.questions = [addressOf('WWW.corp.EXAMPLE')]
    }
    assert.equal(await outcomeOf({}, shouting), 'ok: NOERROR')
  })

  test('RFC 5452 §9.2: ids of two queries are independent', async () => {
    const ids = new Set<number>()
    const note: Change = (response) => ids.add(response.header.id)
    for (let i = 0; i < 8; i++) await outcomeOf({}, note)
    assert.ok(ids.size > 4)
  })
})

describe('the flags', () => {
  const flagged =
    (flags: object): Change =>
    ({ header }) =>
      Object.assign(header, flags)

  test('RFC 1035 §4.1.1: AA says whose answer it is, RA what the server offers', async () => {
    assert.equal(await outcomeOf({ authoritative: 'yes' }, flagged({ aa: 1 })), 'ok: NOERROR')
    assert.equal(
      await outcomeOf({ authoritative: 'yes' }, flagged({ aa: 0 })),
      'role: the answer is not authoritative',
    )
    assert.equal(await outcomeOf({ authoritative: 'no' }, flagged({ aa: 0 })), 'ok: NOERROR')
    assert.equal(
      await outcomeOf({ authoritative: 'no' }, flagged({ aa: 1 })),
      'role: the answer is authoritative',
    )
    assert.equal(await outcomeOf({ recursive: 'yes' }, flagged({ ra: 1 })), 'ok: NOERROR')
    assert.equal(
      await outcomeOf({ recursive: 'yes' }, flagged({ ra: 0 })),
      'role: the server offers no recursion',
    )
    for (const ra of [0, 1])
      assert.equal(await outcomeOf({ recursive: 'no' }, flagged({ ra })), 'ok: NOERROR')
  })

  test('recursion is desired unless recursive=no', async () => {
    const seen: number[] = []
    const note: Change = ({ header }) => seen.push(header.rd)
    await outcomeOf({}, note)
    await outcomeOf({ recursive: 'yes' }, note)
    await outcomeOf({ recursive: 'no' }, note)
    assert.deepEqual(seen, [1, 1, 0])
  })

  test('a truncated answer whose server is not there over TCP is refused, and says why TCP', async () => {
    const server = await udpServer((message, reply) => {
      const response = Packet.createResponseFromRequest(Packet.parse(message))
      response.header.tc = 1
      reply(response.toBuffer())
      reply(response.toBuffer())
    })
    const { ending, detail } = await ask(dns, { name: 'www.corp.example', port: `${server.port}` })
    await server.close()
    assert.equal(ending, 'refused')
    assert.equal(detail, 'while connecting over TCP, for over UDP the answer is truncated')
  })
})

describe('over TCP', () => {
  /** The outcome against a server that sends what `answer` makes of the query. */
  async function outcomeOverTcp(answer: (query: Buffer) => readonly Buffer[]): Promise<string> {
    const server = await tcpServer((socket) =>
      socket.once('data', async (query: Buffer) => {
        for (const part of answer(query)) {
          socket.write(part)
          await new Promise(setImmediate)
        }
        socket.end()
      }),
    )
    const { ending, detail } = await ask(dns, {
      name: 'www.corp.example',
      tcp: 'yes',
      port: `${server.port}`,
    })
    await server.close()
    return `${ending}: ${detail}`
  }

  const response = (query: Buffer, change: Change = () => undefined): Buffer => {
    const packet = Packet.createResponseFromRequest(Packet.parse(query.subarray(2)))
    change(packet)
    return packet.toBuffer()
  }

  test('RFC 1035 §4.2.2: query and answer have their length in front, and come in any pieces', async () => {
    const outcome = await outcomeOverTcp((query) => {
      assert.equal(query.readUInt16BE(), query.length - 2)
      return [...withLength(response(query))].map((octet) => Buffer.of(octet))
    })
    assert.equal(outcome, 'ok: NOERROR')
  })

  const faults: readonly (readonly [string, (query: Buffer) => readonly Buffer[], string])[] = [
    [
      'an answer to another question is not the protocol, for nobody else can send it',
      (query) => [withLength(response(query, ({ header }) => Object.assign(header, { id: header.id ^ 1 })))],
      'protocol: not an answer to the question',
    ],
    [
      'an empty answer neither',
      () => [withLength(Buffer.alloc(0))],
      'protocol: not an answer to the question',
    ],
    [
      'an answer of more than 4096 octets is not read',
      () => [withLength(Buffer.alloc(4097))],
      'protocol: the answer has more than 4096 octets',
    ],
    [
      'an answer that is shorter than it says is closed',
      (query) => [withLength(response(query)).subarray(0, -1)],
      'closed: while waiting for the answer',
    ],
    [
      'an answer with another code fails as over UDP',
      (query) => [withLength(response(query, ({ header }) => Object.assign(header, { rcode: 2 })))],
      'rcode: SERVFAIL, expected NOERROR',
    ],
  ]
  for (const [title, answer, outcome] of faults)
    test(title, async () => {
      assert.equal(await outcomeOverTcp(answer), outcome)
    })
})

test('an answer that does not decode is not the protocol', async () => {
  const broken: Change = (response) => {
    response.answers.push(record(Packet.TYPE.A, { address: '10.1.0.21' }))
    return response.toBuffer().subarray(0, -2)
  }
  assert.equal(await outcomeOf({}, broken), 'protocol: the answer cannot be decoded')
})

test('RFC 1035 §4.2.1: an answer of more than 512 octets without EDNS is not the protocol', async () => {
  const long: Change = (response) => Buffer.concat([response.toBuffer(), Buffer.alloc(512)])
  assert.equal(await outcomeOf({}, long), 'protocol: the answer cannot be decoded')
})

test('options that cannot be are refused', () => {
  assert.deepEqual(refusals(dns, {}), ['name= is required'])
  assert.deepEqual(refusals(dns, { name: 'x', type: 'SOA', data: 'x' }), ['data= cannot be compared for SOA'])
  assert.deepEqual(refusals(dns, { name: 'a..b' }), ['name= is not a name: a label cannot be empty'])
})
