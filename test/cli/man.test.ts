// failover(1): complete, and without a complaint of those who read man pages.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import type { Command } from 'commander'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { roff } from '../../src/cli/man/roff.ts'
import { createProgram, runCommandLine } from '../../src/cli/program.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'

async function page(): Promise<string> {
  const terminal = fakeTerminal(Number.POSITIVE_INFINITY)
  assert.equal(await runCommandLine(['man'], terminal), 0)
  return terminal.lines.join('\n')
}

describe('failover man', () => {
  test('has the sections that a man page has, in their order', async () => {
    const sections = [...(await page()).matchAll(/^\.SH (.+)$/gm)].map((match) => match[1])
    assert.deepEqual(sections, [
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'COMMANDS',
      'OPTIONS',
      'FILES',
      'ENVIRONMENT',
      'EXIT STATUS',
      'EXAMPLES',
      'SEE ALSO',
    ])
  })

  test('describes every command that is shown, its options and its exit codes', async () => {
    const text = (await page()).replaceAll('\\-', '-')
    const program = createProgram(fakeTerminal(100), () => undefined)
    const check = (parent: Command, path: string): void => {
      for (const command of parent
        .createHelp()
        .visibleCommands(parent)
        .filter((one) => one.name() !== 'help')) {
        const name = `${path} ${command.name()}`
        if (command.commands.length > 0) check(command, name)
        else assert.ok(text.includes(`.SS "${name}"`), name)
        for (const { flags } of command.options) assert.ok(text.includes(flags), `${name} ${flags}`)
      }
    }
    check(program, 'failover')
    assert.ok(!text.includes('failover complete '))
    for (const { code, meaning } of Object.values(EXIT))
      assert.ok(text.includes(`\\fB${code}\\fR\n${meaning}`))
  })

  test('is accepted by mandoc', async (t) => {
    const { error, stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], {
      input: await page(),
      encoding: 'utf8',
    })
    if (error !== undefined && !process.env['CI']) t.skip('mandoc is not installed')
    else
      assert.deepEqual(
        stdout.split('\n').filter((line) => line !== '' && !/missing date/.test(line)),
        [],
      )
  })

  test('reads as it was meant', async (t) => {
    const { error, stdout } = spawnSync('mandoc', ['-T', 'ascii', '-O', 'width=78'], {
      input: await page(),
      encoding: 'utf8',
    })
    if (error !== undefined && !process.env['CI']) return t.skip('mandoc is not installed')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: overstriking is how it shows bold letters
    const text = stdout.replace(/.\u0008/g, '').replace(/\s+/g, ' ')
    assert.match(text, /failover - authoritative DNS whose answers are always a healthy server's address/)
    assert.match(text, /--exit-code exit code 1 when a pool has nothing healthy/)
  })
})

test('text is no request of roff, whatever it is', () => {
  assert.equal(roff('.TH x'), '\\&.TH x')
  assert.equal(roff("'x"), "\\&'x")
  assert.equal(roff('a\\b --c’'), 'a\\eb \\-\\-c\\[u2019]')
})
