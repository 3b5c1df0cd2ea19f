// The zones, and what is wrong with their files: where, and in what line.
import { useEffect, useState } from 'preact/hooks'
import type { FileFindings, Finding, FindingsReport } from '../../control/operator.ts'
import { agoText } from '../view/times.ts'
import { caretLine, findingsTag, type ZoneRow, zoneRows } from '../view/zone-list.ts'
import { useDesk } from './context.ts'

export function ZonesView() {
  const { status } = useDesk()
  const { files, problem } = useFindings()
  return (
    <section aria-labelledby="zones-title">
      <h2 id="zones-title">Zones</h2>
      {problem !== undefined && (
        <p class="refusal" role="alert">
          {problem}
        </p>
      )}
      <ul>
        {zoneRows(status, files).map((row) => (
          <Zone key={row.key} row={row} />
        ))}
      </ul>
    </section>
  )
}

/** Anew whenever the status tells of another load. */
function useFindings() {
  const { client, status } = useDesk()
  const [files, setFiles] = useState<readonly FileFindings[]>([])
  const [problem, setProblem] = useState<string>()
  const tag = findingsTag(status)
  useEffect(() => {
    let isGone = false
    const ask = async (): Promise<void> => {
      const asked = await client.ask<FindingsReport>('/v1/findings')
      if (isGone || tag === '') return
      setProblem('problem' in asked ? asked.problem.sentence : undefined)
      if ('answer' in asked) setFiles(asked.answer.files)
    }
    void ask()
    return () => {
      isGone = true
    }
  }, [client, tag])
  return { files, problem }
}

const WORDS: Readonly<Record<ZoneRow['state'], string>> = {
  unserved: 'The file was refused, and no zone of it is in service.',
  stale: 'The file was refused. The last good zone stays in service.',
  served: '',
}

const TONES: Readonly<Record<ZoneRow['state'], string>> = {
  unserved: 'tone-nothing',
  stale: 'tone-alone',
  served: 'tone-fine',
}

function Zone({ row: { title, file, state, zone, findings } }: { readonly row: ZoneRow }) {
  const { nowMs } = useDesk()
  return (
    <li class={`card plain ${TONES[state]}`}>
      <h3 class="data">{title}</h3>
      <p class="why">
        {file}
        {zone !== undefined &&
          ` · serial ${zone.serial} · ${zone.records} records · ${zone.pools} pools · loaded ${agoText(zone.loadedAtMs, nowMs)}`}
      </p>
      {WORDS[state] !== '' && <p class="word">{WORDS[state]}</p>}
      {findings.map((finding) => (
        <FindingBox
          key={`${finding.file} ${finding.line} ${finding.column} ${finding.code}`}
          finding={finding}
        />
      ))}
    </li>
  )
}

function FindingBox({ finding }: { readonly finding: Finding }) {
  const { file, line, column, severity, code, sentence, text } = finding
  const caret = caretLine(finding)
  return (
    <div class={`finding finding-${severity}`}>
      <p>
        <strong>{severity}</strong>: {sentence} <span class="place">{code}</span>
      </p>
      <p class="place">
        {file}:{line}:{column}
      </p>
      {caret !== undefined && (
        <pre>
          {text}
          {'\n'}
          <span class="caret" aria-hidden="true">
            {caret}
          </span>
        </pre>
      )}
    </div>
  )
}
