// Runs a program in namespaces of its own for network and mounts, which are gone when the program has ended; needs no root.
import { spawnSync } from 'node:child_process'

const UNSHARE = ['--user', '--map-root-user', '--net', '--mount']

/** The reason for which a test is skipped: not every machine lets everybody make namespaces and packet filters. */
export function withoutNamespaces(): string | false {
  const { status, stderr } = spawnSync('unshare', [...UNSHARE, 'nft', 'list', 'ruleset'], {
    encoding: 'utf8',
  })
  return status === 0 ? false : `no network namespace with nftables: ${stderr ?? 'unshare is missing'}`
}

export interface Namespace {
  /** Shell commands that prepare it; loopback is up already. */
  readonly prepared?: readonly string[]
  /** Whether the program keeps CAP_NET_RAW. */
  readonly mayOpenRaw: boolean
}

/** What a program of ours prints, under the Node that runs the tests. */
export function runInNamespace({ prepared = [], mayOpenRaw }: Namespace, args: readonly string[]): string {
  const capabilities = mayOpenRaw ? [] : ['setpriv', '--bounding-set=-net_raw']
  const commands = ['ip link set lo up', ...prepared, 'exec "$@"'].join('\n')
  const program = [...capabilities, process.execPath, ...args]
  const { stdout, stderr } = spawnSync('unshare', [...UNSHARE, 'sh', '-ec', commands, 'sh', ...program], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  return stdout + stderr
}
