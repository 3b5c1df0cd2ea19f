// Every route of the API: the groups in the order in which the description shows them.
import { ALERTS_OPERATIONS } from './alerts.ts'
import { HISTORY_OPERATIONS } from './history.ts'
import { NODE_OPERATIONS } from './node.ts'
import type { Operation } from './operation.ts'
import { OVERRIDES_OPERATIONS } from './overrides.ts'
import { STATE_OPERATIONS } from './state.ts'
import { TOKENS_OPERATIONS } from './tokens.ts'
import { ZONES_OPERATIONS } from './zones.ts'

export const OPERATIONS: readonly Operation[] = [
  ...STATE_OPERATIONS,
  ...ZONES_OPERATIONS,
  ...OVERRIDES_OPERATIONS,
  ...HISTORY_OPERATIONS,
  ...ALERTS_OPERATIONS,
  ...TOKENS_OPERATIONS,
  ...NODE_OPERATIONS,
]

/** Whether the scope `read` is enough for this request, or may be: the route decides. */
export function isHarmless(method: string, path: string): boolean {
  return HARMLESS.some((one) => one.method === method && one.pattern.test(path))
}

const HARMLESS = OPERATIONS.filter(({ scope }) => scope !== undefined).map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
}))
