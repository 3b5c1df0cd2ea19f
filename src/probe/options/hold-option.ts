// `hold=` of every probe type that can keep a connection open; attempt/hold.ts does what it says.
import { oneOf } from './options.ts'

export const HOLD_OPTION = { hold: oneOf(['yes', 'no'], 'no') }
