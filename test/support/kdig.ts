// Debian's kdig as a client of encrypted DNS that shares no code with us.
import type { Endpoint } from './dns-client.ts'
import { OwnProcess } from './own-process.ts'

/** All that `kdig @ADDRESS -p PORT …` printed: one try, three seconds. */
export async function kdig({ address, port }: Endpoint, ...args: readonly string[]): Promise<string> {
  const run = new OwnProcess('kdig', [`@${address}`, '-p', `${port}`, '+time=3', '+retry=0', ...args])
  const { code } = await run.ended
  if (code !== 0) throw new Error(run.story())
  return run.stdout
}
