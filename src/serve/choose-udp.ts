// Chooses how UDP is read and written on this machine, and says why.

export type UdpIo = 'koffi' | 'dgram'

export interface UdpChoice {
  readonly io: UdpIo
  /** For the log: why this one. */
  readonly reason: string
}

/** 'koffi' where it was asked for and cannot be used is an `unusable`, never silently something else. */
export async function chooseUdp(
  wanted: 'auto' | UdpIo,
  obstacle: () => Promise<string | undefined> = koffiObstacle,
): Promise<UdpChoice | { readonly unusable: string }> {
  if (wanted === 'dgram') return { io: 'dgram', reason: 'as configured' }
  const reason = await obstacle()
  if (reason === undefined) {
    return { io: 'koffi', reason: wanted === 'koffi' ? 'as configured' : 'recvmmsg is available' }
  }
  return wanted === 'koffi' ? { unusable: reason } : { io: 'dgram', reason }
}

/** Why libc's recvmmsg cannot be called here; undefined if it can. */
export async function koffiObstacle(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<string | undefined> {
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    return `the layout of recvmmsg on ${platform} ${arch} is not known`
  }
  try {
    await import('./libc.ts')
    return undefined
  } catch (error) {
    return `koffi cannot be loaded: ${error instanceof Error ? error.message : String(error)}`
  }
}
