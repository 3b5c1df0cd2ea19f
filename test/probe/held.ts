// Holds one connection to a target, as hold=yes does, and tells of its end.
import assert from 'node:assert/strict'
import type { Hold, Probe } from '../../src/probe/probe.ts'
import type { Options } from './run.ts'

export function holdOf(probe: Probe, options: Options): Hold {
  const configured = probe.configure({ ...options, hold: 'yes' })
  assert.ok(configured.ok, JSON.stringify(configured))
  assert.ok(configured.hold)
  return configured.hold
}

/** Holds a connection; `ended` resolves to whether it ever stood. */
export function held(
  hold: Hold,
  address = '127.0.0.1',
): { readonly close: () => void; readonly ended: Promise<boolean> } {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  return { close: hold(address, resolve), ended: promise }
}
