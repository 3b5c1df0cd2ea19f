// Drain, force down or force up a member of a pool: which of its names is meant, for how long, and why.
import { useState } from 'preact/hooks'
import type { DecreeReport, MemberStatus, PoolStatus } from '../../control/operator.ts'
import { problemText } from '../api/problem.ts'
import { consequencesOf, needsTyping } from '../view/consequence.ts'
import {
  type Choice,
  choicesFor,
  DECREES,
  decreeBody,
  doneText,
  FIRST_DRAFT,
  missingIn,
  type OverrideDraft,
  SPANS,
} from '../view/deed.ts'
import { Confirm } from './confirm.tsx'
import { ConsequenceBox } from './consequence-box.tsx'
import { useDesk } from './context.ts'
import { unforeseen, useDryRun } from './dry-run.ts'

export interface OverrideFormProps {
  readonly pool: PoolStatus
  readonly member: MemberStatus
  readonly onClose: (done?: string) => void
}

const PATH = '/v1/overrides'

function consequencesIn({ pools }: DecreeReport) {
  return consequencesOf(pools)
}

export function OverrideForm({ pool, member, onClose }: OverrideFormProps) {
  const { client } = useDesk()
  const choices = choicesFor(pool, member)
  const [draft, setDraft] = useState<OverrideDraft>({
    ...FIRST_DRAFT,
    target: choices[0]?.target ?? member.data,
  })
  const change = (part: Partial<OverrideDraft>): void => setDraft((before) => ({ ...before, ...part }))
  const foreseen = useDryRun(client, PATH, JSON.stringify(decreeBody(draft, true)), consequencesIn)
  const title = `${DECREES.find(({ decree }) => decree === draft.decree)?.title} ${draft.target}`
  const act = async (): Promise<string | undefined> => {
    const asked = await client.ask<DecreeReport>(PATH, { method: 'POST', body: decreeBody(draft, false) })
    if ('problem' in asked) return problemText(asked.problem)
    onClose(doneText(asked.answer))
    return undefined
  }
  return (
    <form class="deed" onSubmit={(event) => event.preventDefault()}>
      <h2 id="deed-title">Override {member.data}</h2>
      <What draft={draft} choices={choices} change={change} />
      <Span span={draft.span} onSpan={(span) => change({ span })} />
      <label class="field">
        <span>Why</span>
        <input
          name="why"
          maxLength={1024}
          autocomplete="off"
          value={draft.why}
          onInput={(event) => change({ why: event.currentTarget.value })}
        />
      </label>
      <ConsequenceBox foreseen={foreseen} />
      <Confirm
        title={title}
        typed={needsTyping(foreseen.consequences ?? []) ? draft.target : undefined}
        missing={unforeseen(foreseen) ?? missingIn(draft)}
        act={act}
        onCancel={() => onClose()}
      />
    </form>
  )
}

interface WhatProps {
  readonly draft: OverrideDraft
  readonly choices: readonly Choice[]
  readonly change: (part: Partial<OverrideDraft>) => void
}

function What({ draft, choices, change }: WhatProps) {
  return (
    <>
      <fieldset>
        <legend>What</legend>
        {DECREES.map(({ decree, title: name, meaning }) => (
          <label key={decree} class="choice">
            <input
              type="radio"
              name="decree"
              checked={draft.decree === decree}
              onChange={() => change({ decree })}
            />
            <span>
              <strong>{name}</strong> <span class="meaning">{meaning}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Where</legend>
        {choices.map(({ target, title: name, meaning }) => (
          <label key={target} class="choice">
            <input
              type="radio"
              name="target"
              checked={draft.target === target}
              onChange={() => change({ target })}
            />
            <span>
              <strong class="data">{name}</strong> <span class="meaning">{meaning}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </>
  )
}

function Span({ span, onSpan }: { readonly span: string; readonly onSpan: (span: string) => void }) {
  return (
    <fieldset class="span">
      <legend>For how long</legend>
      {SPANS.map((one) => (
        <button key={one} type="button" class="small" aria-pressed={span === one} onClick={() => onSpan(one)}>
          {one === 'ever' ? 'until undone' : one}
        </button>
      ))}
      <label class="field">
        <span class="hidden">A duration, or ever</span>
        <input
          name="span"
          size={6}
          value={span}
          spellcheck={false}
          onInput={(event) => onSpan(event.currentTarget.value)}
        />
      </label>
    </fieldset>
  )
}
