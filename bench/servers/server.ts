// What the bench must know of a server to start it: its program, its files, and which zone file it reads.

import type { Credentials } from '../../test/support/certificates.ts'
import type { Endpoint } from '../../test/support/dns-client.ts'
import type { Flavour } from '../zone.ts'

export interface ServerProgram {
  /** As tables name it. */
  readonly name: string
  /** The program's name or path. */
  readonly program: string
  readonly flavour: Flavour
  /** Where its zone file must stand, in its folder. */
  readonly zoneFile: string
  /** Further files by path in its folder. */
  readonly files: (setup: ServerSetup) => Readonly<Record<string, string>>
  readonly arguments: (setup: ServerSetup) => readonly string[]
}

export interface ServerSetup {
  /** Absolute; has an empty subfolder `state`. */
  readonly folder: string
  readonly endpoint: Endpoint
  /** Where it serves DNS over TLS, if it can. */
  readonly dot: Endpoint
  readonly certificate: Credentials
  readonly checkPort: number
}
