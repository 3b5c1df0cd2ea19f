// Which values of Host are this node's: addresses and its names, however they are written, and nothing that only looks like them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOurs } from '../../../src/web/listen/host.ts'
import { refuseForeign } from '../../../src/web/listen/own-host.ts'

const NAMES = ['ns1.corp.example.']

test('RFC 9110 §7.2: addresses and names of the node are its own, with any port, in any case, with the dot at the end', () => {
  for (const host of [
    '127.0.0.1',
    '10.0.0.53:8054',
    '[::1]',
    '[::1]:8054',
    '[2001:DB8::53]:443',
    '[::ffff:10.0.0.53]',
    '127.0.0.1:',
    'localhost',
    'LOCALHOST.:80',
    'ns1.corp.example',
    'NS1.Corp.Example.:8054',
  ])
    assert.equal(isOurs(host, NAMES), true, host)
})

test('what a browser may have been led by is not', () => {
  for (const host of [
    '',
    '.',
    ':80',
    'ns1.corp.example..',
    'ns1.corp.example.evil.example',
    'evil.example',
    'localhost.evil.example',
    'evil.example:80:80',
    '127.1',
    '0x7f000001',
    '2130706433',
    '127.0.0.1.',
    '127.0.0.1.evil.example',
    '::1',
    '[::1',
    '[::1].',
    '[::1]evil.example',
    '[127.0.0.1]',
    '127.0.0.1:123456',
    '127.0.0.1:-1',
    '127.0.0.1, evil.example',
    'ns1.corp.example@evil.example',
    'ns1.corp.example/evil.example',
  ])
    assert.equal(isOurs(host, NAMES), false, host)
})

test('RFC 6454 §6.2: the origin of a page is the scheme, the host and the port by which we are asked, and nothing near it', () => {
  const status = (origin: string, host: string) => refuseForeign({ host, origin }, NAMES, 'api:')?.status
  assert.equal(status('https://ns1.corp.example:8054', 'NS1.corp.example:8054'), undefined)
  assert.equal(status('http://[::1]:8054', '[::1]:8054'), undefined)
  for (const origin of [
    'null',
    '',
    'https://ns1.corp.example',
    'https://ns1.corp.example:80540',
    'https://ns1.corp.example:8054.evil.example',
    'file://ns1.corp.example:8054',
    'https://ns1.corp.example:8054/',
  ])
    assert.equal(status(origin, 'ns1.corp.example:8054'), 403, origin)
})
