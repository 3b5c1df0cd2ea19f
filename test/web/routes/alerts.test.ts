// GET /v1/alerts: what may be asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { createApp } from '../../../src/web/app.ts'
import { ALERTS, fakeAlerts } from '../../support/fake-alerts.ts'
import { fakeOperator } from '../../support/fake-operator.ts'

const alerts = fakeAlerts()
const app = createApp({ ...fakeOperator(), ...alerts }, createLog('silent'))

async function get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await app.request(path)
  return { status: response.status, body: await response.json() }
}

test('GET /v1/alerts alone asks for what fires; every filter is handed on, and nothing that was not said', async () => {
  assert.deepEqual(await get('/v1/alerts'), { status: 200, body: ALERTS })
  assert.deepEqual(alerts.sought.at(-1), {})
  await get(
    '/v1/alerts?state=held&severity=critical,warning&kind=target,pool&subject=10.1.0.10%2Fweb&limit=3&cursor=critical:-4',
  )
  assert.deepEqual(alerts.sought.at(-1), {
    state: 'held',
    severities: ['critical', 'warning'],
    kinds: ['target', 'pool'],
    subject: '10.1.0.10/web',
    limit: 3,
    cursor: 'critical:-4',
  })
})

test('a query that cannot be understood is 400, with everything that is wrong with it', async () => {
  const { status, body } = await get('/v1/alerts?state=open&severity=bad&kind=pools&limit=0&cursor=17&size=5')
  assert.equal(status, 400)
  assert.deepEqual((body as { readonly problems: unknown }).problems, [
    'state: expected one of firing, held, resolved',
    'severity: 0: expected some of info, warning, critical, with commas between',
    'kind: 0: expected some of target, pool, standby, doubt, zone, store, override, maintenance, with commas between',
    'limit: expected 1 to 1000',
    'cursor: expected the next of another page',
    'Unrecognized key: "size"',
  ])
})
