import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { http } from '../../src/probe/http.ts'
import { Folder } from './real/real-server.ts'
import { ask, type Options, refusals } from './run.ts'
import { httpServer } from './servers.ts'

const folder = new Folder()
const password = folder.write('password', 'gehe:im\n')
const token = folder.write('token', 'abc.DEF-123_~+/==\n')

async function authorizationOf(options: Options): Promise<string | undefined> {
  let seen: string | undefined
  const server = await httpServer((request, response) => {
    seen = request.headers.authorization
    response.end()
  })
  assert.equal((await ask(http, { ...options, port: `${server.port}` })).ending, 'ok')
  await server.close()
  return seen
}

describe('who asks', () => {
  test('RFC 7617 §2: user= and password-file= log in with Basic', async () => {
    const seen = await authorizationOf({ user: 'probe', 'password-file': password })
    assert.equal(seen, `Basic ${btoa('probe:gehe:im')}`)
  })

  test('RFC 7617 §2.1: user and password are in UTF-8', async () => {
    const seen = await authorizationOf({ user: 'prüfer', 'password-file': folder.write('umlaut', 'ß') })
    assert.equal(Buffer.from(seen?.slice('Basic '.length) ?? '', 'base64').toString('utf8'), 'prüfer:ß')
  })

  test('RFC 6750 §2.1: bearer-file= logs in with a token', async () => {
    assert.equal(await authorizationOf({ 'bearer-file': token }), 'Bearer abc.DEF-123_~+/==')
    const broken = folder.write('broken', 'no token')
    assert.deepEqual(refusals(http, { 'bearer-file': broken }), [
      `bearer-file= has no bearer token in ${broken}`,
    ])
  })

  test('nobody, when nothing is said', async () => {
    assert.equal(await authorizationOf({}), undefined)
  })

  test('a secret whose file goes bad ends the probe before anything is sent', async () => {
    const file = folder.write('spoilt', 'token')
    const configured = http.configure({ 'bearer-file': file, port: '9' })
    assert.ok(configured.ok)
    folder.write('spoilt', 'no token\r\nX: injected')
    const { ending, detail } = await configured.run('127.0.0.1', AbortSignal.timeout(5_000))
    assert.equal(`${ending}: ${detail}`, `error: the file of the secret has no secret of one line in ${file}`)
  })
})

test('a login that is half said, or said twice, is refused', () => {
  const cases: readonly (readonly [Options, readonly string[]])[] = [
    [{ user: 'probe' }, ['user= logs in with a password: give password-file= too']],
    [{ 'password-file': password }, ['password-file= is the password of somebody: give user= too']],
    [{ user: 'a:b', 'password-file': password }, ['user= cannot have a colon']],
    [
      { user: 'a', 'password-file': password, 'bearer-file': token, header: 'authorization: x' },
      [
        'bearer-file= and user= exclude each other',
        'header= sets Authorization, as user= and bearer-file= do: give one of them',
      ],
    ],
  ]
  for (const [options, sentences] of cases) assert.deepEqual(refusals(http, options), sentences)
})
