import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { nfs } from '../../src/probe/nfs.ts'
import { type Ganesha, startGanesha } from './real/ganesha.ts'
import { Folder, withoutProgram } from './real/real-server.ts'
import { acceptedAs, assertNullCall, type ReplyWords, rpcRecord, rpcReply } from './rpc-peer.ts'
import { type Options, outcomeOf, refusals } from './run.ts'
import { tcpServer, udpServer } from './servers.ts'

const NFS_PROGRAM = 100_003

describe('NFS-Ganesha itself, with version 4 only', { skip: withoutProgram('ganesha.nfsd') }, () => {
  const folder = new Folder()
  let ganesha: Ganesha
  before(async () => {
    ganesha = await startGanesha(folder)
  })
  after(() => ganesha.server.kill())
  const asked = (options: Options) => outcomeOf(nfs, { ...options, port: `${ganesha.port}` })

  test('version 4 over TCP is asked for, unless the check says otherwise', async () => {
    assert.equal(await asked({}), 'ok: NFS 4')
  })

  test('another version fails, and it is said which there are', async () => {
    assert.equal(await asked({ version: '3' }), 'protocol: serves NFS 4, expected 3')
  })

  test('transport=udp asks over UDP, for version 3', async () => {
    assert.equal(await asked({ transport: 'udp' }), 'protocol: serves NFS 4, expected 3')
    assert.equal(await asked({ transport: 'udp', version: '2' }), 'protocol: serves NFS 4, expected 2')
  })
})

async function overTcp(answer: (call: Buffer) => Buffer, options: Options = {}): Promise<string> {
  const server = await tcpServer((socket) =>
    socket.once('data', (record: Buffer) => socket.write(answer(record.subarray(4)))),
  )
  const outcome = await outcomeOf(nfs, { ...options, port: `${server.port}` })
  await server.close()
  return outcome
}

async function overUdp(...answers: readonly ((call: Buffer) => Buffer)[]): Promise<string> {
  const server = await udpServer((call, reply) => {
    for (const answer of answers) reply(answer(call))
  })
  const outcome = await outcomeOf(nfs, { transport: 'udp', port: `${server.port}` })
  await server.close()
  return outcome
}

describe('the call', () => {
  test('RFC 5531 §9, §10.1: it is one of the null procedure, by nobody', async () => {
    const outcome = await overTcp(
      (call) => {
        assertNullCall(call, NFS_PROGRAM, 3)
        return rpcRecord(rpcReply(call))
      },
      { version: '3' },
    )
    assert.equal(outcome, 'ok: NFS 3')
  })

  test('over UDP it is sent again, octet by octet, until it is answered', async () => {
    const seen: Buffer[] = []
    const server = await udpServer((call, reply) => {
      assertNullCall(call, NFS_PROGRAM, 3)
      seen.push(call)
      if (seen.length > 1) reply(rpcReply(call))
    })
    assert.equal(await outcomeOf(nfs, { transport: 'udp', port: `${server.port}` }), 'ok: NFS 3')
    await server.close()
    assert.deepEqual(seen[0], seen[1])
  })
})

describe('RFC 5531 §9: what a server replies', () => {
  const replies: readonly (readonly [string, ReplyWords, string])[] = [
    ['PROG_UNAVAIL', acceptedAs(1), 'unavailable: serves RPC, but no NFS'],
    ['PROG_MISMATCH', acceptedAs(2, 2, 3), 'protocol: serves NFS 2 to 3, expected 4'],
    ['PROG_MISMATCH, cut off', acceptedAs(2, 2), 'protocol: no versions of the program in the reply'],
    ['PROC_UNAVAIL', acceptedAs(3), 'protocol: says that there is no null procedure'],
    ['GARBAGE_ARGS', acceptedAs(4), 'protocol: says that it cannot decode the call'],
    ['SYSTEM_ERR', acceptedAs(5), 'unavailable: system error'],
    ['an unknown status', acceptedAs(6), 'protocol: a reply of no sense'],
    ['RPC_MISMATCH', [1, 1, 0, 3, 4], 'protocol: speaks versions 3 to 4 of RPC'],
    ['AUTH_ERROR', [1, 1, 1, 5], 'unavailable: authentication error 5'],
    ['a reply that is cut off', [1], 'protocol: a reply of no sense'],
    ['a denial that is cut off', [1, 1, 1], 'protocol: a reply of no sense'],
    [
      'RFC 4506 §3, RFC 5531 §8.2: a verifier of 5 octets, filled up to 8',
      [1, 0, 2, 5, 7, 7, 0],
      'ok: NFS 4',
    ],
    ['a verifier that is longer than the reply', [1, 0, 2, 0xffff_ffff, 0], 'protocol: a reply of no sense'],
  ]
  for (const [title, words, outcome] of replies)
    test(`${title} ends as ${outcome.split(':')[0]}`, async () => {
      assert.equal(await overTcp((call) => rpcRecord(rpcReply(call, words))), outcome)
    })
})

describe('RFC 5531 §11: records on a stream', () => {
  test('a reply may come in fragments', async () => {
    assert.equal(await overTcp((call) => rpcRecord(rpcReply(call), 7)), 'ok: NFS 4')
  })

  test('a reply to another call, and a call of the server, are passed over', async () => {
    const foreign = (call: Buffer) => [rpcReply(Buffer.alloc(4), acceptedAs(5)), call]
    const outcome = await overTcp((call) =>
      Buffer.concat([...foreign(call), rpcReply(call)].map((message) => rpcRecord(message))),
    )
    assert.equal(outcome, 'ok: NFS 4')
  })

  test('a record that is longer than a reply can be is not the protocol', async () => {
    assert.equal(await overTcp(() => Buffer.from('HTTP/1.1 400\r\n')), 'protocol: not a message of RPC')
  })

  test('fragments without end are read no further than 64 KiB', async () => {
    assert.equal(await overTcp(() => Buffer.alloc(70_000)), 'protocol: no end in the first 65536 octets')
  })
})

test('over UDP, what is no reply to the call is passed over for the one that follows', async () => {
  const foreign = (call: Buffer) => rpcReply(Buffer.alloc(4, call[0] === 0 ? 1 : 0), acceptedAs(5))
  assert.equal(
    await overUdp(
      () => Buffer.of(1),
      foreign,
      (call) => call,
      rpcReply,
    ),
    'ok: NFS 3',
  )
})

test('RFC 7530 §3.1: version 4 is not spoken over UDP', () => {
  assert.deepEqual(refusals(nfs, { transport: 'udp', version: '4' }), [
    'version=4 is not spoken over UDP; take transport=tcp, or version=3',
  ])
})
