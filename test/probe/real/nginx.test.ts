import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { http } from '../../../src/probe/http.ts'
import { https } from '../../../src/probe/https.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { type Options, outcomeOf } from '../run.ts'
import { Folder, startReal, withoutProgram } from './real-server.ts'

const NAME = 'www.corp.example'
const OTHER = 'mail.corp.example'
const ADDRESS = '127.0.0.1'
const HEALTH = '{"status":"UP","checks":[{"name":"db","state":"up"}],"load":0.5}'

describe('nginx itself', { skip: withoutProgram('nginx') }, () => {
  const folder = new Folder()
  const authority = makeAuthority()
  const ports = { plain: 0, both: 0, old: 0 }
  let nginx: OwnProcess | undefined

  before(async () => {
    for (const name of ['plain', 'both', 'old'] as const) ports[name] = await freePort(ADDRESS)
    folder.write('index.html', '<h1>all ready</h1>\n')
    folder.write('passwords', 'probe:{PLAIN}geheim\n')
    const certificate = (name: string): string => {
      const { cert, key } = authority.issue([`DNS:${name}`], 30)
      const files = [folder.write(`${name}.pem`, cert), folder.write(`${name}.key`, key)]
      return `server_name ${name}; ssl_certificate ${files[0]}; ssl_certificate_key ${files[1]};`
    }
    const file = folder.write('nginx.conf', configWith(certificate(NAME), certificate(OTHER)))
    // What it has bound by then takes connections, though it goes on to set itself up.
    nginx = await startReal('nginx', ['-p', folder.path, '-e', 'stderr', '-c', file], /nginx\/1/)
  })
  after(async () => {
    await nginx?.kill()
    authority.remove()
  })

  function configWith(first: string, second: string): string {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    return `
daemon off; master_process off; pid nginx.pid; error_log stderr notice;
events {}
http {
  access_log off; root ${folder.path};
  ${temporary.map((name) => `${name}_temp_path ${folder.path};`).join(' ')}
  server {
    listen ${ADDRESS}:${ports.plain};
    location = /health { default_type application/json; return 200 '${HEALTH}'; }
    location = /moved { return 301 /health; }
    location = /down { return 503 'draining'; }
    location = /cut { return 444; }
    location = /basic { auth_basic x; auth_basic_user_file ${folder.in('passwords')}; try_files /index.html =404; }
    location = /bearer { if ($http_authorization != 'Bearer abc123') { return 401; } return 204; }
    location = /echo {
      add_header X-Seen '$request_method $content_type $request_body' always;
      proxy_pass http://${ADDRESS}:${ports.plain}/health;
    }
  }
  server { listen ${ADDRESS}:${ports.both} ssl http2; ${first} location / { return 200 '$server_name $server_protocol'; }
    location = /health { default_type application/json; return 200 '${HEALTH}'; }
    location = /cut { return 444; }
  }
  server { listen ${ADDRESS}:${ports.both} ssl http2; ${second} location / { return 200 '$server_name $server_protocol'; } }
  server { listen ${ADDRESS}:${ports.old} ssl; ${first} location / { return 200 $server_protocol; } }
}
`
  }

  const plain = (options: Options) => outcomeOf(http, { ...options, port: `${ports.plain}` })
  const secured = (port: number, options: Options) =>
    outcomeOf(https, { ca: authority.file, name: NAME, ...options, port: `${port}` })

  test('a page is found with its status, its fields and its text', async () => {
    assert.equal(await plain({}), 'ok: 200')
    assert.equal(await plain({ body: 'all ready', match: '^<h1>[a-z ]+</h1>\\n$' }), 'ok: 200')
    assert.equal(await plain({ method: 'HEAD', 'response-header': 'content-length: 19' }), 'ok: 200')
    assert.equal(await plain({ match: '(?i)ALL STEADY' }), 'body: nothing that fits (?i)ALL STEADY')
    assert.equal(await plain({ path: '/down' }), 'status: 503, expected 200-299')
    assert.equal(await plain({ path: '/down', status: '503', body: 'draining' }), 'ok: 503')
    assert.equal(await plain({ path: '/none', status: '404' }), 'ok: 404')
    assert.equal(await plain({ method: 'PUT' }), 'status: 405, expected 200-299')
    assert.equal(await plain({ path: '/cut' }), 'closed: while waiting for the answer')
  })

  test('a redirect is its own status', async () => {
    assert.equal(await plain({ path: '/moved' }), 'status: 301, expected 200-299')
    const options = { path: '/moved', status: '301', 'response-header': 'location: /health' }
    assert.equal(await plain(options), 'ok: 301')
  })

  test('json= looks into the answer', async () => {
    assert.equal(await plain({ path: '/health', json: 'status=UP\nchecks.0.state=up' }), 'ok: 200')
    assert.equal(await plain({ path: '/health', json: 'load=0.7' }), 'data: load is 0.5, expected 0.7')
    assert.equal(await plain({ json: 'status=UP' }), 'data: the body is not JSON')
  })

  test('send= comes with its method and its type', async () => {
    const seen = 'X-Seen: POST application/json {"a":1}'
    const header = 'Content-Type: application/json'
    const options = { path: '/echo', method: 'POST', send: '{"a":1}', header, 'response-header': seen }
    assert.equal(await plain(options), 'ok: 200')
  })

  test('secrets log in, and wrong ones do not', async () => {
    const password = folder.write('password', 'geheim\n')
    const wrong = folder.write('wrong', 'gehiem\n')
    const token = folder.write('token', 'abc123\n')
    const basic = { path: '/basic', user: 'probe', body: 'ready' }
    assert.equal(await plain({ ...basic, 'password-file': password }), 'ok: 200')
    assert.equal(await plain({ ...basic, 'password-file': wrong }), 'status: 401, expected 200-299')
    assert.equal(await plain({ path: '/bearer', 'bearer-file': token }), 'ok: 204')
    assert.equal(await plain({ path: '/bearer', 'bearer-file': wrong }), 'status: 401, expected 200-299')
  })

  test('http= says which version is spoken, and any takes what there is', async () => {
    const { both, old } = ports
    assert.equal(await secured(both, { body: `${NAME} HTTP/1.1` }), 'ok: 200')
    assert.equal(await secured(both, { http: '2', body: `${NAME} HTTP/2.0` }), 'ok: 200')
    assert.equal(await secured(both, { http: 'any', body: 'HTTP/2.0' }), 'ok: 200')
    assert.equal(await secured(old, { http: 'any', body: 'HTTP/1.1' }), 'ok: 200')
    assert.match(
      await secured(old, { http: '2' }),
      /^(protocol: the server does not offer HTTP\/2|tls-failed: )/,
    )
  })

  test('over HTTP/2 everything is as over HTTP/1.1', async () => {
    const h2 = (options: Options) => secured(ports.both, { http: '2', ...options })
    assert.equal(
      await h2({ path: '/health', json: 'status=UP', 'response-header': 'content-type: json' }),
      'ok: 200',
    )
    assert.equal(await h2({ path: '/health', json: 'status=DOWN' }), 'data: status is "UP", expected DOWN')
    assert.equal(await h2({ method: 'HEAD' }), 'ok: 200')
    assert.equal(await h2({ host: OTHER, name: OTHER, body: `${OTHER} ` }), 'ok: 200')
    assert.match(await h2({ path: '/cut' }), /^(closed|protocol): /)
    assert.match(await h2({ days: '60' }), /^tls-expiring: 29 days left/)
    assert.match(await h2({ name: 'x.example' }), /^tls-name: /)
  })
})
