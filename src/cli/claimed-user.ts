// Who we say that we are, for a daemon that cannot ask the kernel.
import { userInfo } from 'node:os'

/** A user without a name says nothing. */
export function claimedUser(): { readonly user?: string } {
  try {
    return { user: userInfo().username }
  } catch {
    return {}
  }
}
