// The option of a file with a public key in PEM form.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Option } from './options.ts'

export function rsaPublicKey(): Option<KeyObject | undefined> {
  return {
    fallback: undefined,
    read: (file) => {
      if (!isAbsolute(file)) return { refusal: 'must be an absolute path' }
      try {
        const key = createPublicKey(readFileSync(file))
        return key.asymmetricKeyType === 'rsa' ? { value: key } : { refusal: `has no RSA key in ${file}` }
      } catch (error) {
        return { refusal: `cannot be read: ${error instanceof Error ? error.message : String(error)}` }
      }
    },
  }
}
