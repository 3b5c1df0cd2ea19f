import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MAX_HEADER_OCTETS, ResponseReader } from '../../src/probe/protocol/http-reader.ts'

interface Read {
  readonly status: number | undefined
  readonly tags: readonly unknown[]
  readonly body: string
  readonly end: 'whole' | 'cut off' | 'open' | 'no head' | `broken: ${string}`
}

/** Reads the pieces as they come, each overwritten afterwards, and then perhaps the end of the connection. */
function read(pieces: readonly Buffer[], method = 'GET', isClosed = true): Read {
  let status: number | undefined
  let tags: readonly unknown[] = []
  let body = ''
  let end: Read['end'] = 'no head'
  const reader = new ResponseReader(method, {
    onHead(head) {
      status = head.status
      tags = head.valuesOf('x-tag')
      end = 'open'
      return {
        take: (part) => {
          body += part.toString('latin1')
        },
        end: (isWhole) => {
          assert.equal(end, 'open', 'a body ends once')
          end = isWhole ? 'whole' : 'cut off'
        },
      }
    },
    onBroken(why) {
      assert.doesNotMatch(end, /^(broken|whole)/, 'nothing comes after the end')
      end = `broken: ${why}`
    },
  })
  for (const piece of pieces) {
    const given = Buffer.from(piece)
    reader.add(given)
    given.fill('!')
  }
  if (isClosed) reader.close()
  return { status, tags, body, end }
}

/** One line of `lines` an element, then an empty one, then what follows. */
function response(lines: readonly string[], rest = ''): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${rest}`, 'latin1')
}

const OK = 'HTTP/1.1 200 OK'
const CHUNKED = [OK, 'Transfer-Encoding: chunked']
const bodyOf = (lines: readonly string[], rest: string, method = 'GET', isClosed = true): string => {
  const { body, end } = read([response(lines, rest)], method, isClosed)
  return `${end}: ${body}`
}
const whyBroken = (octets: Buffer): string => read([octets]).end.replace(/^broken: /, '')

describe('RFC 9112 §6.3: the body', () => {
  test('has the length that Content-Length says, and what follows is not of it', () => {
    assert.equal(bodyOf([OK, 'Content-Length: 5'], 'readyHTTP/1.1 500 X', 'GET', false), 'whole: ready')
    assert.equal(bodyOf([OK, 'Content-Length: 0'], '', 'GET', false), 'whole: ')
    assert.equal(bodyOf([OK, 'Content-Length: 6'], 'ready'), 'cut off: ready')
  })

  test('lasts until the end of the connection when nothing says its length', () => {
    assert.equal(bodyOf([OK], 'ready'), 'whole: ready')
    assert.equal(bodyOf([OK], 'ready', 'GET', false), 'open: ready')
  })

  test('is none of HEAD, of 204 and of 304, whatever the fields say', () => {
    assert.equal(bodyOf([OK, 'Content-Length: 5'], '', 'HEAD', false), 'whole: ')
    assert.equal(bodyOf(CHUNKED, '', 'HEAD', false), 'whole: ')
    assert.equal(bodyOf(['HTTP/1.1 204 X', 'Content-Length: 5'], '', 'GET', false), 'whole: ')
    assert.equal(bodyOf(['HTTP/1.1 304 X'], '', 'GET', false), 'whole: ')
  })

  test('RFC 9112 §7.1: comes in chunks, with extensions and trailers that mean nothing to us', () => {
    assert.equal(
      bodyOf(CHUNKED, '3\r\nrea\r\n2;a="b"\r\ndy\r\n0\r\nX: y\r\n\r\n', 'GET', false),
      'whole: ready',
    )
    assert.equal(bodyOf(CHUNKED, '00A\r\n0123456789\r\n0\r\n\r\n', 'GET', false), 'whole: 0123456789')
    assert.equal(bodyOf(CHUNKED, '5\r\nready\r\n'), 'cut off: ready')
    assert.equal(bodyOf(CHUNKED, '5\r\nready\r\n0\r\n'), 'cut off: ready')
  })
})

describe('RFC 9112 §4: a status line', () => {
  const statusOf = (line: string): unknown => read([response([line])]).status
  test('may lack its reason, and the space before it', () => {
    assert.equal(statusOf('HTTP/1.1 200'), 200)
    assert.equal(statusOf('HTTP/1.0 404 '), 404)
    assert.equal(statusOf('HTTP/1.1 500 Überlastet'), 500)
  })

  for (const line of [
    'HTTP/2 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000',
    ' HTTP/1.1 200 OK',
    'http/1.1 200',
    '',
  ])
    test(`is not "${line}"`, () => {
      assert.equal(whyBroken(response([line])), 'no status line of HTTP/1.1')
    })
})

test('RFC 9110 §15.2: responses before the one that counts are passed over, eight at most', () => {
  const early = ['HTTP/1.1 103 Early Hints', 'X-Tag: early', '', '']
  const { status, tags, body } = read([response([...early.slice(0, 3), OK, 'X-Tag: late'], 'ready')])
  assert.deepEqual({ status, tags, body }, { status: 200, tags: ['late'], body: 'ready' })
  const many = Buffer.from(early.join('\r\n').repeat(9))
  assert.equal(whyBroken(many), 'more than 8 interim responses')
})

test('RFC 9110 §15.2.2: nobody has asked for another protocol', () => {
  assert.match(whyBroken(response(['HTTP/1.1 101 X', 'Upgrade: x'])), /^switches to a protocol/)
})

test('a response whose body nobody wants is read no further', () => {
  let broken = false
  const reader = new ResponseReader('GET', { onHead: () => undefined, onBroken: () => (broken = true) })
  reader.add(response(CHUNKED, 'no size\r\n'))
  reader.close()
  assert.equal(broken, false)
})

describe('RFC 9112 §11.2: what two readers might read in two ways is an error', () => {
  const chunked = (rest: string): Buffer => response(CHUNKED, rest)
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    [
      'two lengths',
      response([OK, 'Content-Length: 5', 'content-length: 5'], 'ready'),
      /^more than one Content-L/,
    ],
    ['a list of lengths', response([OK, 'Content-Length: 5, 5'], 'ready'), /^a malformed Content-Length/],
    ['a signed length', response([OK, 'Content-Length: +5'], 'ready'), /^a malformed Content-Length/],
    ['an empty length', response([OK, 'Content-Length:'], 'ready'), /^a malformed Content-Length/],
    ['a huge length', response([OK, `Content-Length: ${'9'.repeat(16)}`], ''), /^a malformed Content-Length/],
    [
      'a length and chunks',
      response([...CHUNKED, 'Content-Length: 5'], '0\r\n\r\n'),
      /^Content-Length beside/,
    ],
    ['two codings', response([...CHUNKED, 'Transfer-Encoding: chunked'], ''), /^more than one Transfer-E/],
    [
      'RFC 9112 §6.1: another coding',
      response([OK, 'Transfer-Encoding: gzip, chunked'], ''),
      /that is not chunked/,
    ],
    [
      'chunks of HTTP/1.0',
      response(['HTTP/1.0 200 OK', 'Transfer-Encoding: chunked'], ''),
      /that is not chunked/,
    ],
    [
      'RFC 9112 §5.1: a space before the colon',
      response([OK, 'Content-Length : 5'], ''),
      /^a malformed field/,
    ],
    ['RFC 9112 §5.2: a folded line', response([OK, 'X: a', ' b'], ''), /^a malformed field/],
    ['RFC 9112 §2.2: a line that ends in LF alone', Buffer.from(`${OK}\n\n`), /does not end in CR LF/],
    ['a CR within a line', response([OK, 'X: a\rb'], ''), /^a malformed field/],
    ['RFC 9110 §5.5: a NUL', response([OK, 'X: a\0b'], ''), /^a malformed field/],
    ['RFC 9110 §5.6.2: a name that is no token', response([OK, 'X(: a'], ''), /^a malformed field/],
    ['a field without a name', response([OK, ': a'], ''), /^a malformed field/],
    ['a line without a colon', response([OK, 'ready'], ''), /^a malformed field/],
    ['a size that is none', chunked('x\r\n'), /^a malformed chunk size/],
    ['a size with 0x', chunked('0x5\r\nready\r\n'), /^a malformed chunk size/],
    ['a size of nine digits', chunked('000000005\r\nready\r\n'), /^a malformed chunk size/],
    ['a chunk that goes on', chunked('5\r\nready!\r\n'), /^a chunk that is longer/],
    ['RFC 9112 §7.1.1: an extension without its semicolon', chunked('5 a\r\n'), /^a malformed chunk size/],
    ['a bad trailer', chunked('0\r\n x\r\n\r\n'), /^a malformed field/],
  ]
  for (const [what, octets, why] of cases)
    test(what, () => {
      assert.match(whyBroken(octets), why)
    })
})

describe('RFC 9112 §2.3: what a server may send beside the content is bounded', () => {
  test('in octets, all heads, extensions and trailers together, also when no line ever ends', () => {
    const half = `X: ${'x'.repeat(MAX_HEADER_OCTETS / 2)}`
    assert.equal(read([response([OK, half])]).status, 200)
    assert.equal(whyBroken(response([OK, half, half])), 'Header overflow')
    assert.equal(whyBroken(response(['HTTP/1.1 103 X', half, '', OK, half])), 'Header overflow')
    assert.equal(whyBroken(response([...CHUNKED, half], `0\r\n${half}\r\n\r\n`)), 'Header overflow')
    const extended = `1;${'x'.repeat(100)}\r\na\r\n`
    assert.equal(whyBroken(response(CHUNKED, extended.repeat(200))), 'Header overflow')
    assert.equal(whyBroken(Buffer.alloc(MAX_HEADER_OCTETS + 1, 'x')), 'Header overflow')
  })

  test('in fields', () => {
    assert.equal(whyBroken(response([OK, ...Array<string>(257).fill('X:')])), 'more than 256 fields')
  })

  test('the content of many chunks that come in one piece is told of at once', () => {
    const parts: string[] = []
    const sink = {
      take: (part: Buffer) => parts.push(`${part}`),
      end: (isWhole: boolean) => parts.push(`${isWhole}`),
    }
    const reader = new ResponseReader('GET', { onHead: () => sink, onBroken: assert.fail })
    reader.add(response(CHUNKED, '1\r\nr\r\n2\r\nea\r\n'))
    reader.add(Buffer.from('1\r\nd\r\n1\r\ny\r\n0\r\n\r\n'))
    assert.deepEqual(parts, ['rea', 'dy', 'true'])
  })

  test('and chunks of one octet are none of it', () => {
    assert.equal(bodyOf(CHUNKED, `${'1\r\na\r\n'.repeat(20_000)}0\r\n\r\n`), `whole: ${'a'.repeat(20_000)}`)
  })
})

describe('in whatever pieces it comes', () => {
  /** Cuts the octets at these places. */
  const cut = (octets: Buffer, places: readonly number[]): Buffer[] => {
    const sorted = [
      0,
      ...places.map((place) => place % (octets.length + 1)).sort((a, b) => a - b),
      octets.length,
    ]
    return sorted.slice(1).map((to, i) => octets.subarray(sorted[i], to))
  }
  const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ';', '\xff') })
  const field = fc.constantFrom('X-Tag: a', 'x-tag:\tb ', 'Server: x:y', 'X-Tag:')
  const chunked = fc.array(text.filter((part) => part.length > 0)).map((parts) => ({
    body: parts.join(''),
    framing: ['Transfer-Encoding: Chunked'],
    octets: `${parts.map((part) => `${part.length.toString(16)};x\r\n${part}\r\n`).join('')}0\r\nX: y\r\n\r\n`,
  }))
  const counted = text.map((body) => ({ body, framing: [`Content-Length: ${body.length}`], octets: body }))
  const untilEnd = text.map((body) => ({ body, framing: [], octets: body }))
  const places = fc.array(fc.nat(), { maxLength: 20 })
  const content = fc.oneof(chunked, counted, untilEnd)

  test('a good response is read as what it says', () => {
    fc.assert(
      fc.property(
        fc.array(field),
        content,
        fc.boolean(),
        places,
        (fields, { body, framing, octets }, early, at) => {
          const interim = early ? ['HTTP/1.1 100 Continue', ''] : []
          const whole = response([...interim, OK, ...fields, ...framing], octets)
          const tags = fields
            .filter((line) => /^x-tag/i.test(line))
            .map((line) => line.slice('X-Tag:'.length).trim())
          const expected: Read = { status: 200, tags, body, end: 'whole' }
          assert.deepEqual(read(cut(whole, at)), expected)
          assert.deepEqual(read([...whole].map((octet) => Buffer.of(octet))), expected)
        },
      ),
    )
  })

  test('anything else is read as in one piece, and never throws', () => {
    const piece = fc.constantFrom(
      ...[
        'HTTP/1.1 200 OK',
        'HTTP/1.1 103',
        '\r\n',
        '\r',
        '\n',
        'Content-Length: 3',
        'Transfer-Encoding: chunked',
      ],
      ...['X: y', ' ', ':', '3', '0', ';', 'abc', '\0', '\xff'],
    )
    const noise = fc.array(
      fc.oneof({ weight: 3, arbitrary: fc.constant('\r\n') }, { weight: 4, arbitrary: piece }),
      {
        maxLength: 40,
      },
    )
    fc.assert(
      fc.property(noise, places, fc.boolean(), (pieces, at, isGood) => {
        const octets = Buffer.from((isGood ? `${OK}\r\n` : '') + pieces.join(''), 'latin1')
        assert.deepEqual(read(cut(octets, at)), read([octets]))
      }),
    )
  })
})
