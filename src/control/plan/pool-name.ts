// How a pool is called where a person reads of it: `www.corp.example. A`.
import { nameToText } from '../../dns/name.ts'
import { typeToText } from '../../dns/type.ts'
import type { PlannedPool } from './service-plan.ts'

export function poolName({ pool }: Pick<PlannedPool, 'pool'>): string {
  return `${nameToText(pool.owner)} ${typeToText(pool.type)}`
}
