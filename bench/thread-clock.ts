// CPU time of the calling thread to the nanosecond: getrusage counts in ticks of 4 ms.
import koffi from 'koffi'

const CLOCK_THREAD_CPUTIME_ID = 3
const clockGettime = koffi.load(null).func('int clock_gettime(int clock, void *time)')
const time = Buffer.alloc(16)

export function threadCpuNs(): number {
  clockGettime(CLOCK_THREAD_CPUTIME_ID, time)
  return Number(time.readBigInt64LE(0)) * 1e9 + Number(time.readBigInt64LE(8))
}
