// What holds for the data of every type in the registry.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ROOT } from '../../src/dns/name.ts'
import { namesInRdata } from '../../src/dns/rdata/names.ts'
import { KNOWN_TYPES } from '../../src/dns/rdata/registry.ts'
import { parseRdata, printRdata } from '../../src/dns/rdata/text.ts'
import { rdataProblem } from '../../src/dns/rdata/wire.ts'
import { typeToText } from '../../src/dns/type.ts'
import { fieldsOf } from './fields.ts'
import { anyOctets, damaged, isSound, rdataOf } from './generate.ts'

const RUNS = { numRuns: 60 }

function readBack(type: number, text: string): string | undefined {
  const parsed = parseRdata(type, fieldsOf(text), ROOT)
  return 'rdata' in parsed ? parsed.rdata : undefined
}

describe('printed data is read back as the same octets', () => {
  for (const type of KNOWN_TYPES)
    test(typeToText(type), () => {
      fc.assert(
        fc.property(rdataOf(type), (rdata) => {
          assert.equal(rdataProblem(type, rdata), undefined)
          assert.equal(readBack(type, printRdata(type, rdata)), rdata)
          const hex = Buffer.from(rdata, 'latin1').toString('hex')
          assert.equal(readBack(type, `\\# ${rdata.length} ${hex}`), rdata)
        }),
        RUNS,
      )
    })
})

describe('damaged data is found out or read back, and never throws', () => {
  for (const type of KNOWN_TYPES)
    test(typeToText(type), () => {
      fc.assert(
        fc.property(fc.oneof(damaged(type), anyOctets(60)), (rdata) => {
          const text = printRdata(type, rdata)
          namesInRdata(type, rdata)
          if (isSound(type, rdata)) assert.equal(readBack(type, text), rdata)
          else assert.match(text, /^\\# /)
        }),
        RUNS,
      )
    })
})

test('no text makes the reader throw', () => {
  const field = fc.record({
    raw: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\\#', '1', 'a=', '\\', '=')),
    quoted: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...KNOWN_TYPES, 65_400),
      fc.array(field, { maxLength: 9 }),
      (type, fields) => {
        const parsed = parseRdata(type, fields, ROOT)
        if ('problem' in parsed) assert.ok(parsed.problem !== '' && parsed.field <= fields.length)
        else assert.equal(rdataProblem(type, parsed.rdata), undefined)
      },
    ),
    { numRuns: 2000 },
  )
})
