// Transitions, and a page of them, as control/operator.ts declares them.
import * as z from 'zod'
import { TRANSITION_KINDS } from '../../store/transition-kinds.ts'
import { id, instant, text } from './units.ts'

export const transitionReport = z
  .object({
    id: id('Grows with time; never used twice. The cursor of paging and of event streams.'),
    atMs: instant(),
    kind: z.enum(TRANSITION_KINDS).describe('What it is a change of.'),
    target: text(
      'What changed: a target, a pool, an address in maintenance, ourselves, the origin of a zone, or the name of a token.',
    ),
    from: text(
      'States of a verdict, `none` or the decree of an override, the scope of a token or `refused` for a file, serials of a zone, answers of a pool.',
    ),
    to: text('As `from`: what holds since.'),
    reason: text(
      'The ending of the deciding outcome; why an override was decreed; the file of a zone; what became of a token.',
    ),
    detail: text('What else is to be said, for a person; who has decreed, or has made or revoked a token.'),
  })
  .describe('As it was written down.')

export const historyReport = z
  .object({
    transitions: z.array(transitionReport).describe('Newest first.'),
    next: id(
      'The cursor of what is older, absent at the end. A page may be empty and have a next one.',
    ).exactOptional(),
  })
  .describe('A page of the history.')
