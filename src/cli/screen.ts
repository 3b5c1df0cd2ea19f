// A whole terminal that is drawn over and over: the alternate screen, so that what was there before comes back at the end.
import { readFileSync, writeSync } from 'node:fs'
import { terminalIsPlain } from '../config.ts'

export interface Screen {
  readonly columns: number
  readonly rows: number
  /** `redraw` is called when the size has changed, and when the process goes on after it was stopped. */
  open(redraw: () => void): void
  /** Lines that fit; all of the screen is theirs. */
  draw(lines: readonly string[]): void
  close(): void
}

const [USUAL_COLUMNS, USUAL_ROWS] = [80, 24]

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_TO_END_OF_LINE = '\u001b[K'
const CLEAR_TO_END = '\u001b[J'
/** Terminals that know of it show all of a drawing at once; the others pass it over. */
const [BEGIN, END] = ['\u001b[?2026h', '\u001b[?2026l']

export function processScreen(): Screen | undefined {
  if (!process.stdout.isTTY || terminalIsPlain()) return undefined
  let isOpen = false
  let onChange = (): void => undefined
  const enter = (): void => {
    isOpen = true
    writeSync(1, ENTER)
  }
  const leave = (): void => {
    if (isOpen) writeSync(1, LEAVE)
    isOpen = false
  }
  const stop = (): void => {
    leave()
    process.kill(process.pid, 'SIGSTOP')
  }
  const goOn = (): void => {
    // `bg`: it must not draw over what the shell shows, and stops again, as a program does that the kernel forbids to write.
    if (isInBackground()) process.kill(process.pid, 'SIGSTOP')
    else {
      enter()
      onChange()
    }
  }
  return {
    get columns() {
      return process.stdout.columns || USUAL_COLUMNS
    },
    get rows() {
      return process.stdout.rows || USUAL_ROWS
    },
    open: (redraw) => {
      onChange = redraw
      process.stdout.on('resize', onChange)
      process.on('SIGTSTP', stop).on('SIGCONT', goOn).on('exit', leave)
      enter()
    },
    draw: (lines) => {
      const drawn = lines.map((line) => line + CLEAR_TO_END_OF_LINE).join('\n')
      if (isOpen) process.stdout.write(BEGIN + HOME + drawn + CLEAR_TO_END + END)
    },
    close: () => {
      process.stdout.off('resize', onChange)
      process.off('SIGTSTP', stop).off('SIGCONT', goOn).off('exit', leave)
      leave()
    },
  }
}

/** Whether the terminal belongs to another group of processes; proc_pid_stat(5), fields 5 and 8. */
function isInBackground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const [, , , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 1).split(' ')
    return group !== foreground
  } catch (error) {
    // Where nothing tells, it is as if somebody looked.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return false
  }
}
