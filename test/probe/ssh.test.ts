import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ssh } from '../../src/probe/ssh.ts'
import { outcomeOf } from './run.ts'
import { tcpServer } from './servers.ts'
import { talkingServer } from './talking-server.ts'

describe('the identification', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', 'ok: SSH-2.0-OpenSSH_9.2p1 Debian-2'],
    ['Unauthorized access\r\nis prohibited.\r\nSSH-2.0-x\r\n', 'ok: SSH-2.0-x'],
    ['SSH-1.99-both\r\n', 'ok: SSH-1.99-both'],
    ['SSH-1.5-old\r\n', 'protocol: SSH-1.5-old'],
    ['SSH-2.0\r\n', 'protocol: SSH-2.0'],
    ['SSH-2.0-\r\n', 'protocol: SSH-2.0-'],
    [`${'x'.repeat(998)}\r\n`.repeat(70), 'protocol: no end in the first 65536 octets'],
  ]
  for (const [said, outcome] of cases)
    test(`RFC 4253 §4.2, §5.1: ${JSON.stringify(said.slice(0, 60))} ends as ${outcome}`, async () => {
      const server = await talkingServer({ greeting: said, answer: () => '' })
      assert.equal(await outcomeOf(ssh, { port: `${server.port}` }), outcome)
      await server.close()
    })

  test('a server that says why it closes the connection is quoted', async () => {
    const server = await tcpServer((socket) =>
      socket.once('data', () => socket.end('Exceeded MaxStartups\r\n')),
    )
    assert.equal(await outcomeOf(ssh, { port: `${server.port}` }), 'closed: after "Exceeded MaxStartups"')
    await server.close()
  })
})

test('RFC 4253 §4.2, §6, §11.1: we identify ourselves, and leave with a disconnect message of whole blocks', async () => {
  const server = await talkingServer({ greeting: 'SSH-2.0-x\r\n', answer: () => '' })
  await outcomeOf(ssh, { port: `${server.port}` })
  await server.allClosed()
  await server.close()
  const said = Buffer.from(server.heard.join(''), 'latin1')
  const end = said.indexOf('\r\n') + 2
  assert.equal(said.toString('latin1', 0, end), 'SSH-2.0-failover\r\n')
  const packet = said.subarray(end)
  assert.equal(packet.length % 8, 0)
  assert.equal(packet.readUInt32BE(0), packet.length - 4)
  const padding = packet.readUInt8(4)
  assert.ok(padding >= 4)
  const payload = packet.subarray(5, packet.length - padding)
  assert.equal(
    payload.toString('hex'),
    `01${'0000000b'}${'00000003'}${Buffer.from('bye').toString('hex')}00000000`,
  )
})
