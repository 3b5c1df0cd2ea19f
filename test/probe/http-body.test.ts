import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, test } from 'node:test'
import { http } from '../../src/probe/http.ts'
import { type Options, outcomeOf, refusals } from './run.ts'
import { httpServer, tcpServer } from './servers.ts'

async function answered(handler: RequestListener, options: Options): Promise<string> {
  const server = await httpServer(handler)
  const outcome = await outcomeOf(http, { ...options, port: `${server.port}` })
  await server.close()
  return outcome
}

const body = (...chunks: readonly (string | Buffer)[]): RequestListener => {
  return async (_, response) => {
    for (const chunk of chunks) {
      response.write(chunk)
      await new Promise(setImmediate)
    }
    response.end()
  }
}

const endless: RequestListener = (_, response) => {
  const pour = () => {
    while (!response.destroyed && response.write(Buffer.alloc(16_384, ' ')));
  }
  response.on('drain', pour)
  pour()
}

describe('body=', () => {
  test('must occur in the body, across chunks too', async () => {
    const inPieces = body('all rea', 'dy')
    assert.equal(await answered(inPieces, { body: 'ready' }), 'ok: 200')
    assert.equal(await answered(inPieces, { body: 'Ready' }), 'body: no "Ready"')
  })

  test('is found in a body that never ends', async () => {
    const never: RequestListener = (_, response) => response.write('ready')
    assert.equal(await answered(never, { body: 'ready' }), 'ok: 200')
  })

  test('in a body that is cut off it is closed', async () => {
    const cut = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nrea'
    const server = await tcpServer((socket) => socket.once('data', () => socket.end(cut)))
    const options = { port: `${server.port}`, body: 'ready' }
    assert.equal(await outcomeOf(http, options), 'closed: while reading the body')
    await server.close()
  })
})

describe('match=', () => {
  test('must match somewhere in the body, across chunks too', async () => {
    const load = body('up\nload: 3', '.14\n')
    assert.equal(await answered(load, { match: '^up\\nload: [0-3]\\.\\d+\\n$' }), 'ok: 200')
    assert.equal(await answered(load, { match: 'load: [0-2]\\.' }), 'body: nothing that fits load: [0-2]\\.')
  })

  test('RFC 9110 §6.4: an empty body can be asked for', async () => {
    assert.equal(await answered(body(), { match: '^$' }), 'ok: 200')
    assert.equal(await answered(body('x'), { match: '^$' }), 'body: nothing that fits ^$')
  })

  test('a pattern that goes back for ever elsewhere is matched in one pass', async () => {
    const many = body('a'.repeat(60_000), 'b')
    assert.equal(await answered(many, { match: '^(a+)+$' }), 'body: nothing that fits ^(a+)+$')
  })

  test('a pattern that is too costly on this body ends the probe', async () => {
    let seed = 1
    const letters = Array.from({ length: 60_000 }, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return (seed >>> 16) & 1 ? 'a' : 'b'
    })
    const outcome = await answered(body(letters.join('')), { match: 'a[ab]{60}c' })
    assert.equal(outcome, 'error: match= is too costly on this body: write a simpler pattern')
  })

  test('a pattern that is none is refused, with its place', () => {
    assert.deepEqual(refusals(http, { match: 'a(b' }), ['match= has a ( without its ), at character 2'])
    assert.deepEqual(refusals(http, { match: '.*' }), ['match= fits every text, the empty one too'])
  })
})

describe('json=', () => {
  const health = body(
    '{"status":"UP","checks":[{"name":"db","state":"up"},{"state":null}],',
    '"load":0.50,"ready":true,"tags":["a"],"empty":""}',
  )
  const cases: readonly (readonly [string, string])[] = [
    ['status=UP', 'ok: 200'],
    ['checks.0.state=up', 'ok: 200'],
    ['checks.1.state=null', 'ok: 200'],
    ['load=0.5', 'ok: 200'],
    ['ready=true', 'ok: 200'],
    ['empty=', 'ok: 200'],
    ['status=UP\nchecks.0.name=db', 'ok: 200'],
    ['status=UP\nready=false', 'data: ready is true, expected false'],
    ['status=DOWN', 'data: status is "UP", expected DOWN'],
    ['checks.2.state=up', 'data: checks.2.state is missing, expected up'],
    ['checks=up', 'data: checks is an array, expected up'],
    ['checks.0=up', 'data: checks.0 is an object, expected up'],
    ['checks.length=2', 'data: checks.length is missing, expected 2'],
    ['constructor.name=Object', 'data: constructor.name is missing, expected Object'],
  ]
  for (const [json, outcome] of cases)
    test(`${json.replaceAll('\n', ' json=')} ends as ${outcome}`, async () => {
      assert.equal(await answered(health, { json }), outcome)
    })

  test('a body that is not JSON has no data', async () => {
    assert.equal(await answered(body('<html>'), { json: 'a=1' }), 'data: the body is not JSON')
    assert.equal(await answered(body('{"a":1'), { json: 'a=1' }), 'data: the body is not JSON')
  })

  test('RFC 8259 §8.1: a byte order mark is passed over', async () => {
    assert.equal(await answered(body('\uFEFF{"a":1}'), { json: 'a=1' }), 'ok: 200')
  })

  test('a path and a value are needed', () => {
    const sentence = 'json= must be a path and the value there, a.b.0=up, the path of at most 16 names'
    for (const json of ['status', '=up', 'a..b=up', `${'a.'.repeat(16)}a=up`])
      assert.deepEqual(refusals(http, { json }), [sentence])
  })
})

describe('what is looked at of a body', () => {
  test('is its first 64 KiB, whatever is looked for', async () => {
    assert.equal(await answered(endless, { body: 'x' }), 'body: no "x" in the first 65536 octets')
    assert.equal(
      await answered(endless, { match: 'x' }),
      'body: nothing that fits x in the first 65536 octets',
    )
    assert.equal(await answered(endless, { json: 'a=1' }), 'data: the JSON has more than 65536 octets')
  })

  test('is more or less with max-body=', async () => {
    const late = body(' '.repeat(70_000), '1')
    assert.equal(await answered(late, { body: '1', 'max-body': '70001' }), 'ok: 200')
    assert.equal(
      await answered(late, { body: '1', 'max-body': '70000' }),
      'body: no "1" in the first 70000 octets',
    )
    assert.equal(await answered(body('{"a":1}'), { json: 'a=1', 'max-body': '7' }), 'ok: 200')
    assert.equal(
      await answered(body('{"a":1}'), { json: 'a=1', 'max-body': '6' }),
      'data: the JSON has more than 6 octets',
    )
  })

  test('must pass every test that is given', async () => {
    const all = { body: 'up', match: '"n":\\s*[1-9]', json: 'state=up' }
    assert.equal(await answered(body('{"state":"up","n":3}'), all), 'ok: 200')
    assert.equal(await answered(body('{"state":"up","n":0}'), all), 'body: nothing that fits "n":\\s*[1-9]')
    assert.equal(
      await answered(body('{"state":"startup","n":3}'), all),
      'data: state is "startup", expected up',
    )
  })

  test('is nothing with method=HEAD', () => {
    const none = (option: string) =>
      `${option}= cannot be expected with method=HEAD, whose answer has no body`
    assert.deepEqual(refusals(http, { method: 'HEAD', body: 'x', match: 'x', json: 'x=1' }), [
      none('body'),
      none('match'),
      none('json'),
    ])
  })
})
