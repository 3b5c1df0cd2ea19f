import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { smb } from '../../src/probe/smb.ts'
import { Folder, withoutProgram } from './real/real-server.ts'
import { type Samba, startSamba } from './real/samba.ts'
import { type Options, outcomeOf, refusals } from './run.ts'
import { tcpServer } from './servers.ts'
import { type SmbAnswer, smbFrame, smbResponse } from './smb-peer.ts'

describe('Samba itself', { skip: withoutProgram('smbd') }, () => {
  const folder = new Folder()
  const running: Samba[] = []
  before(async () => {
    running.push(await startSamba(folder, ['server min protocol = SMB2']))
    running.push(await startSamba(folder, ['server max protocol = SMB2_10', 'server signing = mandatory']))
    running.push(await startSamba(folder, ['server min protocol = CORE', 'server max protocol = NT1']))
  })
  after(async () => {
    for (const server of running) await server.stop()
  })
  const asked = (which: number, options: Options = {}) =>
    outcomeOf(smb, { ...options, port: `${running[which]?.port}` })

  test('the highest dialect of both sides is agreed on', async () => {
    assert.equal(await asked(0), 'ok: SMB 3.1.1')
    assert.equal(await asked(1), 'ok: SMB 2.1')
  })

  test('min-dialect= says which is the least', async () => {
    assert.equal(await asked(1, { 'min-dialect': '2.1' }), 'ok: SMB 2.1')
    assert.equal(await asked(1, { 'min-dialect': '3.0' }), 'protocol: SMB 2.1, expected SMB 3.0 or later')
  })

  test('signing=required: the server must demand it', async () => {
    assert.equal(await asked(1, { signing: 'required' }), 'ok: SMB 2.1')
    const without = 'data: SMB 3.1.1 without signing, expected to require it'
    assert.equal(await asked(0, { signing: 'required' }), without)
  })

  test('a server that speaks SMB1 only closes the connection, and so fails', async () => {
    assert.equal(await asked(2), 'closed: while waiting for the answer')
  })
})

async function outcomeWith(answer: Buffer): Promise<string> {
  const server = await tcpServer((socket) => socket.once('data', () => socket.write(answer)))
  const outcome = await outcomeOf(smb, { port: `${server.port}` })
  await server.close()
  return outcome
}

describe('what a server says', () => {
  const answers: readonly (readonly [SmbAnswer, string])[] = [
    [{ status: 0xc00000bb }, 'unavailable: status 0xc00000bb'],
    [{ dialect: 0x0300 }, 'ok: SMB 3.0'],
    [{ dialect: 0x02ff }, 'protocol: takes dialect 0x2ff, which was not offered'],
    [{ command: 1 }, 'protocol: not a response of SMB2'],
  ]
  for (const [answer, outcome] of answers)
    test(`${JSON.stringify(answer)} ends as ${outcome}`, async () => {
      assert.equal(await outcomeWith(smbResponse(answer)), outcome)
    })

  const messages: readonly (readonly [string, Buffer, string])[] = [
    ['SMB1', smbFrame(Buffer.from(`\xffSMB${'\0'.repeat(60)}`, 'latin1')), 'protocol: speaks SMB1 only'],
    ['a line of text', Buffer.from('220 ready\r\n'), 'protocol: not a message of SMB'],
    ['a header alone', smbFrame(smbResponse().subarray(4, 68)), 'protocol: a message too short for SMB2'],
    ['less than a header', smbFrame(Buffer.alloc(8)), 'protocol: a message too short for SMB2'],
    ['another protocol', smbFrame(Buffer.alloc(128)), 'protocol: not a response of SMB2'],
  ]
  for (const [title, message, outcome] of messages)
    test(`${title} is not the protocol`, async () => {
      assert.equal(await outcomeWith(message), outcome)
    })

  test('a response may come octet by octet', async () => {
    const server = await tcpServer((socket) =>
      socket.once('data', async () => {
        for (const octet of smbResponse()) {
          socket.write(Buffer.of(octet))
          await new Promise(setImmediate)
        }
      }),
    )
    assert.equal(await outcomeOf(smb, { port: `${server.port}` }), 'ok: SMB 3.1.1')
    await server.close()
  })
})

test('min-dialect= takes the dialects by their names', () => {
  assert.deepEqual(refusals(smb, { 'min-dialect': '3' }), [
    'min-dialect= must be one of 2.0.2, 2.1, 3.0, 3.0.2, 3.1.1',
  ])
})
