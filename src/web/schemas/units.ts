// What the values of answers are, in which unit and form, said once for all schemas.
import * as z from 'zod'

/** Wall clock, so that it can step; ages are told by the difference to the answer's own `atMs`. */
export function instant(what = ''): z.ZodInt {
  return wholeOf(`${what} Milliseconds since 1970-01-01T00:00Z.`).meta({ format: 'int64' })
}

export function milliseconds(what = ''): z.ZodNumber {
  return z.number().meta({ description: `${what} Milliseconds.`.trim(), minimum: 0, format: 'double' })
}

export function seconds(what = ''): z.ZodInt {
  return wholeOf(`${what} Seconds.`)
}

export function octets(what = ''): z.ZodInt {
  return wholeOf(`${what} Octets.`)
}

export function count(what: string): z.ZodInt {
  return wholeOf(what)
}

/** Of a row in the database. */
export function id(what: string): z.ZodInt {
  return wholeOf(what).meta({ format: 'int64' })
}

/** RFC 1982: a zone's version. */
export function serial(what = ''): z.ZodInt {
  return wholeOf(`${what} A serial number of RFC 1982.`).meta({ format: 'int64', maximum: 4_294_967_295 })
}

export function text(what: string): z.ZodString {
  return z.string().describe(what)
}

export function texts(what: string): z.ZodArray<z.ZodString> {
  return z.array(z.string()).describe(what)
}

export function address(what = ''): z.ZodString {
  const anyOf = [{ format: 'ipv4' }, { format: 'ipv6' }]
  return z.string().meta({ description: `${what} An IPv4 or IPv6 address.`.trim(), anyOf })
}

export function pool(what = ''): z.ZodString {
  return text(`${what} A pool, as its name and type: \`www.corp.example. A\`.`.trim())
}

export function target(what = ''): z.ZodString {
  return text(`${what} A target, as its address and check: \`10.1.0.10/web\`.`.trim())
}

/** Ends with a dot. */
export function name(what = ''): z.ZodString {
  return text(`${what} A domain name, absolute.`.trim())
}

export function path(what = ''): z.ZodString {
  return text(`${what} A path on the machine of the daemon.`.trim())
}

/** What is there only when it is true. */
export function mark(what: string) {
  return z.literal(true).describe(what).exactOptional()
}

function wholeOf(what: string): z.ZodInt {
  return z.int().min(0).describe(what.trim())
}
