// A real daemon, asked for every operation, and by the very lines that README shows; each answer is as it describes it.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ApiDescription, type ApiDocument } from '../support/api-description.ts'
import { makeAuthority } from '../support/certificates.ts'
import type { TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { askHttp } from '../support/http-ask.ts'
import { codeBlocks, sectionOf } from '../support/markdown.ts'
import { OwnProcess } from '../support/own-process.ts'
import { ROOT_FOLDER } from '../support/source-tree.ts'
import { PRIMARY, STANDBY, startWebPool } from '../support/web-pool.ts'

const ALIVE = '127.0.0.30'
const MORE = `;@ check alive push every=1h\nbatch 30 A ${ALIVE} ;@ check=alive`

/** In this order: what is made is listed, and what is drained is undone. Answered with 200 where nothing else stands. */
const REQUESTS: readonly (readonly [id: string, path: string, body?: unknown, status?: number])[] = [
  ['describeApi', '/openapi.json'],
  ['getStatus', '/v1/status'],
  ['explain', `/v1/explain?name=www.corp.example&from=${PRIMARY}`],
  ['explain', '/v1/explain?name=elsewhere.example'],
  ['whoAmI', '/v1/whoami'],
  ['getFindings', '/v1/findings'],
  ['listAlerts', '/v1/alerts'],
  ['listAlerts', '/v1/alerts?state=resolved&severity=critical&subject=www.corp.example'],
  ['testAlert', '/v1/alerts/receivers/nobody/test', undefined, 404],
  ['readOutcomes', `/v1/outcomes?target=${PRIMARY}/web&target=10.9.9.9/web`],
  ['readOutcomes', '/v1/outcomes?target=10.9.9.9/web', undefined, 404],
  ['readSamples', `/v1/samples?target=${PRIMARY}/web`],
  ['decree', '/v1/overrides', { dryRun: true, decree: 'drain', target: PRIMARY }],
  ['exportZone', '/v1/zones/corp.example/export'],
  ['exportZone', '/v1/zones/elsewhere.example/export', undefined, 404],
  ['simulate', '/v1/simulate', { down: [PRIMARY, STANDBY] }],
  ['simulate', '/v1/simulate', { down: ['10.9.9.9'] }, 404],
  ['decree', '/v1/overrides', { decree: 'drain', target: PRIMARY, for: '2h', why: 'new disks' }],
  ['decree', '/v1/overrides', { decree: 'drain', target: '10.9.9.9', for: '2h', why: 'none' }, 404],
  ['decree', '/v1/overrides', { decree: 'drain', target: PRIMARY, for: 'soon', why: 'new disks' }, 400],
  ['getStatus', '/v1/status'],
  ['explain', '/v1/explain?name=www.corp.example'],
  ['undo', '/v1/overrides/undo', { target: PRIMARY }],
  ['undo', '/v1/overrides/undo', { target: PRIMARY }, 404],
  ['failback', '/v1/pools/www.corp.example/A/failback', { dryRun: true }, 409],
  ['failback', '/v1/pools/www.corp.example/A/failback', undefined, 409],
  ['failback', '/v1/pools/no.corp.example/A/failback', undefined, 404],
  ['report', `/v1/reports/${ALIVE}%2Falive`, {}],
  ['report', `/v1/reports/${ALIVE}%2Falive`, { down: true, why: 'disk full' }],
  ['report', `/v1/reports/${PRIMARY}%2Fweb`, {}, 400],
  ['report', '/v1/reports/10.9.9.9%2Falive', {}, 404],
  ['reload', '/v1/reload'],
  ['createToken', '/v1/tokens', { name: 'deploy', scope: 'operate', for: '90d' }],
  ['createToken', '/v1/tokens', { name: 'deploy', scope: 'operate' }, 409],
  ['listTokens', '/v1/tokens'],
  ['revokeToken', '/v1/tokens/revoke', { name: 'deploy' }],
  ['revokeToken', '/v1/tokens/revoke', { name: 'deploy' }, 404],
  ['readHistory', '/v1/history?limit=5'],
  ['readHistory', '/v1/history?kind=token'],
  ['followEvents', '/v1/events?after=0'],
  ['readMetrics', '/metrics'],
]

async function describedBy(socketPath: string): Promise<ApiDescription> {
  const { text } = await askHttp({ socketPath }, { path: '/openapi.json' })
  return new ApiDescription(JSON.parse(text) as ApiDocument)
}

test('every operation of a real daemon answers, and refuses, as its own description says', async (t) => {
  const { daemon } = await startWebPool(t, { more: MORE })
  const socketPath = join(daemon.folder, 'failover.sock')
  const description = await describedBy(socketPath)
  const left = new Map(description.operations())
  const copy = `/v1/backup?file=${join(daemon.folder, 'copy.db')}`
  for (const [id, path, body, status = 200] of [
    ...REQUESTS,
    ['backup', copy, undefined, 200] as const,
    ['backup', copy.replace('copy.db', 'no/copy.db'), undefined, 503] as const,
  ]) {
    const operation = description.operations().get(id)
    assert.ok(operation, id)
    const told = await askHttp(
      { socketPath },
      {
        path,
        method: operation.method.toUpperCase(),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(id === 'followEvents' ? { until: 'event: token' } : {}),
      },
    )
    assert.equal(told.status, status, `${id}: ${told.text}`)
    description.assertAnswer(operation, told)
    left.delete(id)
  }
  assert.deepEqual([...left.keys()], [], 'operations that nobody has asked for')
  const { stdout } = await daemon.cli('history', '--kind', 'token')
  assert.match(stdout, /token +deploy +operate -> none +revoked, by /)
  assert.match(stdout, /token +deploy +none -> operate +created, by /)
  const audited = daemon.log().filter(({ msg }) => msg === 'changed over the API')
  assert.deepEqual(
    audited.map(({ path }) => String(path).replace(/\?.*/, '')),
    ['/v1/overrides', '/v1/overrides/undo', '/v1/reload', '/v1/tokens', '/v1/tokens/revoke', '/v1/backup'],
  )
})

interface Here {
  readonly port: number
  readonly token: string
  readonly certificate: string
}

/** README's names, and what stands for them here. */
async function run(daemon: TestDaemon, line: string, { port, token, certificate }: Here): Promise<string> {
  const here = line
    .replaceAll('10.1.0.10', PRIMARY)
    .replaceAll('intranet.corp.example', 'www.corp.example')
    .replaceAll('$TOKEN', token)
    .replace(
      /^curl /,
      `exec curl --max-time 20 --cacert ${certificate} --connect-to ns1.corp.example:8054:127.0.0.1:${port} `,
    )
  const curl = new OwnProcess('sh', ['-c', here], { cwd: daemon.folder })
  if (line.includes(' -fsSN ')) {
    await curl.until('an event', () => (curl.stdout.includes('\ndata: ') ? true : undefined))
    await curl.kill()
  } else assert.equal((await curl.ended).code, 0, curl.story())
  return curl.stdout
}

test('the lines with curl that README shows are answered, over the socket and over HTTPS', async (t: TestContext) => {
  const authority = makeAuthority()
  t.after(() => authority.remove())
  const { cert, key } = authority.selfSigned(['DNS:ns1.corp.example'])
  const port = await freePort('127.0.0.1')
  const certificate = join(dirname(authority.file), 'api.pem')
  writeFileSync(certificate, `${cert}${key}`)
  const files = `certificate: ${certificate}, key: ${certificate}`
  const config = `api: { listen: ['127.0.0.1:${port}'], hosts: [ns1.corp.example], ${files} }`
  const { daemon } = await startWebPool(t, { config })
  const made = await daemon.cli('token', 'create', 'deploy', '--scope', 'operate')
  const token = made.stdout.trim()
  const section = sectionOf(readFileSync(join(ROOT_FOLDER, 'README.md'), 'utf8'), 'API')
  const lines = codeBlocks('README.md', section, 'sh').flatMap((block) => block.lines)
  assert.equal(lines.filter((line) => line.startsWith('curl ')).length, lines.length)
  assert.ok(lines.length >= 10)
  for (const line of lines) assert.notEqual(await run(daemon, line, { port, token, certificate }), '', line)
})
