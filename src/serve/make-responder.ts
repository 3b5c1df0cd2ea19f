// The answerer of the real workers: the Responder, with dice of its own in each.

import { randomInt } from 'node:crypto'
import { Responder } from '../answer/respond.ts'
import type { Answering } from './answerer.ts'

export function makeResponder(counters: Float64Array, answering: Answering): Responder {
  return new Responder(counters, { ...answering, seed: randomInt(2 ** 31) })
}
