// Asks the kernel whether its clock is kept by somebody, as adjtimex(2) tells without any right; through koffi.

export interface KernelClock {
  readonly isSynchronized: boolean
  /** What the one who keeps it thinks that it may be wrong by. */
  readonly maxErrorMs: number
}

const STRUCT_OCTETS = 256
/** Linux, LP64: int modes, long offset, freq, maxerror, esterror, int status. */
const MAXERROR_AT = 24
const STATUS_AT = 40
const STA_UNSYNC = 0x40
const TIME_ERROR = 5
/** Nobody has set the clock for so long that the kernel has stopped to count: systemd takes it for unsynchronized, too. */
const GIVEN_UP_US = 16_000_000

/** chronyc and timedatectl say the same, from the same source, where they are. Undefined: it cannot be asked. */
export async function kernelClock(): Promise<KernelClock | undefined> {
  try {
    const { default: koffi } = await import('koffi')
    const adjtimex = koffi.load(null).func('int adjtimex(void *timex)')
    const timex = Buffer.alloc(STRUCT_OCTETS)
    const state: number = adjtimex(timex)
    if (state < 0) return undefined
    return readTimex(state, timex)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return undefined
  }
}

export function readTimex(state: number, timex: Buffer): KernelClock {
  const maxErrorUs = Number(timex.readBigInt64LE(MAXERROR_AT))
  const isUnset = (timex.readInt32LE(STATUS_AT) & STA_UNSYNC) !== 0
  return {
    isSynchronized: state !== TIME_ERROR && !isUnset && maxErrorUs < GIVEN_UP_US,
    maxErrorMs: maxErrorUs / 1000,
  }
}
