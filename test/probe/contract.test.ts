// The contract of every registered probe: how it ends, that it stops when told, and that nothing stays open.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { PROBES, probeOf } from '../../src/probe/index.ts'
import { FIXTURES } from './fixtures/index.ts'
import { ask, type Options, refusals } from './run.ts'
import { unusedPort } from './servers.ts'

/** Sockets that the process holds, once those that are being closed are gone. */
async function openSockets(): Promise<string[]> {
  const open = () => process.getActiveResourcesInfo().filter((name) => /TLS|TCP|UDP/.test(name))
  for (let turn = 0; turn < 100 && open().length > 0; turn++) await new Promise(setImmediate)
  return open()
}

for (const probe of PROBES) {
  const fixture = FIXTURES[probe.type]
  const skip = fixture.obstacle !== undefined && !process.env['CI'] && fixture.obstacle
  const hasPorts = (probe.optionNames as readonly string[]).includes('port')
  const optionsFor = (port: number, more = {}): Options => {
    const options = { ...fixture.options(), ...more }
    return hasPorts ? { ...options, port: `${port}` } : options
  }

  describe(`every probe keeps its contract: ${probe.type}`, { skip }, () => {
    test('a good server passes, with the time it took, and its connection is closed', async () => {
      const server = await fixture.good('127.0.0.1')
      const outcome = await ask(probe, optionsFor(server.port))
      assert.equal(outcome.ending, 'ok', outcome.detail)
      assert.ok(outcome.latencyMs > 0 && outcome.latencyMs < 5_000)
      await server.allClosed()
      await server.close()
      assert.deepEqual(await openSockets(), [])
    })

    const refused = fixture.refused ?? 'refused'
    test(`a port on which nothing listens ends as ${refused}`, { skip: !hasPorts }, async () => {
      const port = await unusedPort()
      const outcome = await ask(probe, optionsFor(port))
      assert.equal(outcome.ending, refused)
      assert.deepEqual(await openSockets(), [])
    })

    const { silent } = fixture
    test('an abort while the server is silent settles at once and closes the connection', {
      skip: !silent,
    }, async () => {
      assert.ok(silent)
      const server = await silent()
      const stop = new AbortController()
      const asked = ask(probe, optionsFor(server.port, fixture.patient), '127.0.0.1', stop.signal)
      await server.reached
      stop.abort()
      const first = await Promise.race([asked, new Promise((resolve) => setImmediate(resolve, 'too late'))])
      assert.equal(first, await asked)
      assert.equal((await asked).ending, 'timeout')
      await server.allClosed()
      await server.close()
      assert.deepEqual(await openSockets(), [])
    })

    test('an abort before the start opens nothing', async () => {
      const outcome = await ask(probe, optionsFor(9), '127.0.0.1', AbortSignal.abort())
      assert.equal(outcome.ending, 'timeout')
      assert.deepEqual(await openSockets(), [])
    })

    test('an abort right after the start settles at once', { skip: !silent }, async () => {
      const stop = new AbortController()
      const asked = ask(probe, optionsFor(9), '127.0.0.1', stop.signal)
      stop.abort()
      assert.equal((await asked).ending, 'timeout')
    })

    const { abrupt } = fixture
    if (abrupt !== undefined)
      test('a server that closes at once is closed or reset', async () => {
        const server = await abrupt()
        const outcome = await ask(probe, optionsFor(server.port))
        assert.match(outcome.ending, /^(closed|reset)$/)
        await server.allClosed()
        await server.close()
        assert.deepEqual(await openSockets(), [])
      })

    test('all bad options are refused at once, each by its name', () => {
      const options = { ...fixture.bad.options, port: '0', nonsense: '1' }
      const found = refusals(probe, options)
      assert.equal(found.length, fixture.bad.problems, found.join('\n'))
      assert.ok(found.some((sentence) => sentence.startsWith('there is no option nonsense=')))
    })

    test('what is not an address is an error, never a name to resolve', async () => {
      const outcome = await ask(probe, optionsFor(9), 'localhost')
      assert.equal(outcome.ending, 'error')
      assert.equal(outcome.detail, 'not an address: localhost')
      assert.deepEqual(await openSockets(), [])
    })

    test('its manual page, the head of its file, has a row for every option', () => {
      const source = readFileSync(new URL(`../../src/probe/${probe.type}.ts`, import.meta.url), 'utf8')
      const rows = [...source.matchAll(/^\/\/ \| ([\w-]+)= /gm)].map(([, name]) => name)
      assert.deepEqual(rows.sort(), [...probe.optionNames].sort())
      assert.ok(source.includes(`;@ check `), 'an example')
    })

    test('an IPv6 address is asked like any other', async () => {
      const server = await fixture.good('::1')
      const outcome = await ask(probe, optionsFor(server.port), '::1')
      assert.equal(outcome.ending, 'ok', outcome.detail)
      await server.close()
    })
  })
}

test('a probe is found by its type, and no other word is one', () => {
  for (const probe of PROBES) assert.equal(probeOf(probe.type), probe)
  assert.equal(probeOf('toString'), undefined)
})
