// A SIP URI as an option.
import type { Option } from './options.ts'

/** RFC 3261 §19.1.1: scheme, perhaps a user, host; what would end it within a request is refused. */
export function sipUri(): Option<string> {
  return {
    read: (text) =>
      /^sips?:(?:[^\s<>"@?]+@)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:;[^\s<>"?]+)?$/.test(text) &&
      /^[\x21-\x7e]{1,255}$/.test(text)
        ? { value: text }
        : { refusal: 'must be a SIP URI: sip:corp.example, sip:600@corp.example:5060' },
  }
}
