// The package that `npm run build` makes: it serves, loads zones in its thread, and its commands reach it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { corpZone, startDaemon } from '../support/daemon.ts'
import { ROOT_FOLDER } from '../support/source-tree.ts'

test('npm run build makes a daemon that serves, reloads, explains and shows its page as the source does', async (t) => {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT_FOLDER, stdio: 'pipe' })
  const zone = (n: number) => ({ 'corp.example.zone': corpZone(`www 30 A 127.0.0.${n}`) })
  const daemon = await startDaemon(t, { zones: zone(1), program: join(ROOT_FOLDER, 'dist/cli.js') })
  assert.deepEqual((await daemon.ask('www.corp.example A')).data, ['127.0.0.1'])
  daemon.writeZone('corp.example.zone', zone(2)['corp.example.zone'])
  await daemon.waitForAnswer('www.corp.example A', '127.0.0.2')
  const page = await fetchPage(join(daemon.folder, 'failover.sock'))
  assert.match(page, /<script type="module" src="\/page\/page\.js">/)
  const explained = await daemon.cli('explain', 'www.corp.example')
  assert.equal(explained.code, 0, explained.stderr)
  assert.match(explained.stdout, /www\.corp\.example\. 30 IN A 127\.0\.0\.2/)
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null })
})

async function fetchPage(socketPath: string): Promise<string> {
  const [response] = await once(request({ socketPath, path: '/', agent: false }).end(), 'response')
  return text(response)
}
