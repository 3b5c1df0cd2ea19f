// What a transition can be a change of; the words are stable, scripts may rely on them.

export const TRANSITION_KINDS = [
  'verdict',
  'override',
  'reload',
  'failback',
  'doubt',
  'maintenance',
  'redundancy',
  'standby',
  'token',
  'answer',
  'start',
  'stop',
  'clock',
  'refusal',
] as const

export type TransitionKind = (typeof TRANSITION_KINDS)[number]
