// A network namespace behind a veth pair, whose servers can be unplugged one by one: their packets are dropped (iproute2, nftables).
import { execFileSync } from 'node:child_process'
import { UPLINK } from './kinds.ts'

export class Uplink {
  readonly #namespace = `failover-${process.pid}`
  readonly #addresses: ReadonlySet<string>
  #isRemoved = false

  private constructor(addresses: readonly string[]) {
    this.#addresses = new Set(addresses)
  }

  /** Needs root. Throws when this machine does not permit it, and leaves nothing behind. */
  static lay(addresses: readonly string[]): Uplink {
    const uplink = new Uplink(addresses)
    process.on('exit', () => uplink.remove())
    try {
      uplink.#lay()
    } catch (error) {
      uplink.remove()
      throw error
    }
    return uplink
  }

  has(address: string): boolean {
    return this.#addresses.has(address)
  }

  /** The command, run in the namespace. */
  inside(command: readonly string[]): [string, ...string[]] {
    return ['ip', 'netns', 'exec', this.#namespace, ...command]
  }

  /** Returns when its packets are dropped, in ns of the monotonic clock: before the kernel was asked. */
  unplug(address: string): bigint {
    const nowNs = process.hrtime.bigint()
    this.#run('nft', 'add', 'element', 'ip', 'uplink', 'unplugged', `{ ${address} }`)
    return nowNs
  }

  /** The pair goes with the namespace that one end of it is in. */
  remove(): void {
    if (this.#isRemoved) return
    this.#isRemoved = true
    try {
      execFileSync('ip', ['netns', 'delete', this.#namespace], { stdio: 'pipe' })
    } catch {
      // It was not made.
    }
  }

  #lay(): void {
    const [ours, theirs] = [`fo-a${process.pid % 100_000}`, `fo-b${process.pid % 100_000}`]
    const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' })
    ip('netns', 'add', this.#namespace)
    ip('link', 'add', ours, 'type', 'veth', 'peer', 'name', theirs, 'netns', this.#namespace)
    ip('address', 'add', `${UPLINK.host}/24`, 'dev', ours)
    ip('link', 'set', ours, 'up')
    for (const address of this.#addresses) this.#run('ip', 'address', 'add', `${address}/24`, 'dev', theirs)
    this.#run('ip', 'link', 'set', 'lo', 'up')
    this.#run('ip', 'link', 'set', theirs, 'up')
    this.#run('nft', 'add', 'table', 'ip', 'uplink')
    this.#run('nft', 'add', 'set', 'ip', 'uplink', 'unplugged', '{ type ipv4_addr; }')
    for (const [hook, side] of [
      ['input', 'daddr'],
      ['output', 'saddr'],
    ] as const) {
      this.#run('nft', 'add', 'chain', 'ip', 'uplink', hook, `{ type filter hook ${hook} priority 0; }`)
      this.#run('nft', 'add', 'rule', 'ip', 'uplink', hook, 'ip', side, '@unplugged', 'drop')
    }
  }

  #run(...command: string[]): void {
    const [program, ...args] = this.inside(command)
    execFileSync(program, args, { stdio: 'pipe' })
  }
}
