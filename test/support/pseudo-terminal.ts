// A program on a terminal of its own: script(1) of util-linux gives it one, and tells us all that it shows.
import { spawnSync } from 'node:child_process'
import type { TestContext } from 'node:test'
import { OwnProcess } from './own-process.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

export class PseudoTerminal {
  readonly process: OwnProcess
  readonly #device: string

  private constructor(process: OwnProcess, device: string) {
    this.process = process
    this.#device = device
  }

  /** Words of the command must need no quoting for a shell. */
  static async start(
    t: TestContext,
    command: readonly string[],
    { columns, rows }: Size,
    environment = 'TERM=xterm-256color',
  ): Promise<PseudoTerminal> {
    const size = `stty cols ${columns} rows ${rows}`
    const line = `${size}; tty; exec env -u NO_COLOR -u FORCE_COLOR ${environment} ${command.join(' ')}`
    const started = new OwnProcess('script', ['--quiet', '--return', '--command', line, '/dev/null'])
    t.after(() => started.kill())
    const device = await started.until(
      'the name of the terminal',
      () => /\/dev\/\S+(?=\s)/.exec(started.stdout)?.[0],
    )
    return new PseudoTerminal(started, device)
  }

  /** Everything that was shown, with the sequences that move the cursor and change colours, without its bell. */
  get shown(): string {
    return this.process.stdout.replaceAll('\u0007', '')
  }

  /** Waits until what was shown behind `from` has this; where it ends. */
  async until(what: string | RegExp, from = 0): Promise<number> {
    return this.process.until(String(what), () => {
      const rest = this.shown.slice(from)
      const found = typeof what === 'string' ? rest.indexOf(what) : rest.search(what)
      return found < 0 ? undefined : from + found + 1
    })
  }

  type(keys: string): void {
    this.process.write(keys)
  }

  /** The kernel tells whoever is in the foreground. */
  resize({ columns, rows }: Size): void {
    const { status, stderr } = spawnSync(
      'stty',
      ['-F', this.#device, 'cols', String(columns), 'rows', String(rows)],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`stty: ${stderr}`)
  }
}
