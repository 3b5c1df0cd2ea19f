// Where a page of alerts ends: behind one alert in the order of their gravity, which none of them changes.
import { type Alert, byGravity, SEVERITIES } from '../../alert/alert.ts'

type Place = Pick<Alert, 'severity' | 'id'>

/** `critical:17` */
export function cursorOf({ severity, id }: Place): string {
  return `${severity}:${id}`
}

/** A cursor that is none of ours is the beginning: it is checked where it is read. */
export function isBehind(alert: Place, cursor: string): boolean {
  const place = placeOf(cursor)
  return place === undefined || byGravity(alert, place) > 0
}

function placeOf(cursor: string): Place | undefined {
  const [word, id] = cursor.split(':')
  const severity = SEVERITIES.find((one) => one === word)
  return severity === undefined ? undefined : { severity, id: Number(id) }
}
