// A moment of the wall clock as a person reads it, in the time zone in which cron expressions are meant.

/** `2026-03-01 02:00:00`, local time. */
export function momentText(atMs: number): string {
  const date = new Date(atMs)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}
