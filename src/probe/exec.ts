// exec: a program of your own says whether the server is well, by its exit code.
//
// | option   | default  | meaning                                                                      |
// |----------|----------|------------------------------------------------------------------------------|
// | program= | required | absolute path of a file in one of `probes: exec-folders:` of failover.yaml   |
// | arg=     | none     | one argument, may be repeated; `{address}` and `{port}` in it are replaced   |
// | port=    | none     | 1 to 65535; only handed on to the program                                    |
//
// Off until failover.yaml names the folder of the program; links and `..` do not lead out of it, and what everybody
// could exchange is not run. Exit code 0 passes. The exit code and the first line of output (standard error, if there is
// no other) are what status shows; more than 64 KiB of output fail. There is no shell in between, and nothing on
// standard input. The program finds FAILOVER_ADDRESS, FAILOVER_PORT and PATH in its environment, and nothing else; its
// folder is /. It runs as the user of failover, in a process group of its own, which is killed as a whole when the time
// of the check is over, and when the program has ended.
//
//     ;@ check raid exec program=/usr/lib/nagios/plugins/check_snmp arg=-H arg={address} every=30s timeout=10s
import { type Attempt, attempt } from './attempt/attempt.ts'
import { literal } from './attempt/connect.ts'
import { type ProgramEnd, runProgram } from './attempt/run-program.ts'
import { optional, port, readOptions, type Values } from './options/options.ts'
import { permittedProgram, programArguments, programPath, withoutPermit } from './options/program-option.ts'
import { NOTHING_PERMITTED, type OptionProblem, type Probe, type ProbePermits } from './probe.ts'

const OPTIONS = { program: programPath(), arg: programArguments(), port: optional(port()) }

type Call = Values<typeof OPTIONS>

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export const exec: Probe<'exec'> = {
  type: 'exec',
  optionNames: Object.keys(OPTIONS),
  configure(options, permits = NOTHING_PERMITTED) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = [...withoutPermit(values.program, permits), ...withoutPort(values)]
    if (problems.length > 0) return { ok: false, problems }
    return {
      ok: true,
      run: (address, signal) =>
        attempt(signal, (attempt) => begin(attempt, literal(address), values, permits)),
    }
  },
}

function withoutPort({ arg, port }: Call): readonly OptionProblem[] {
  return port === undefined && arg.some((one) => one.includes('{port}'))
    ? [{ option: 'arg', sentence: 'arg= has {port} in it: give port= too' }]
    : []
}

function begin(attempt: Attempt, address: string, call: Call, permits: ProbePermits): () => void {
  const program = permittedProgram(call.program, permits)
  if ('problem' in program) throw new Error(`the program ${program.problem}`)
  const port = call.port === undefined ? '' : `${call.port}`
  const environment = { PATH, FAILOVER_ADDRESS: address, ...(port === '' ? {} : { FAILOVER_PORT: port }) }
  const args = call.arg.map((one) => one.replaceAll('{address}', address).replaceAll('{port}', port))
  attempt.stage = 'while the program runs'
  return runProgram(
    { path: program.path, args, environment },
    {
      onEnd: (end) => judge(attempt, end),
      onTooMuch: () => attempt.end('protocol', 'more than 64 KiB of output'),
      onError: (error) => attempt.fail(error),
    },
  )
}

function judge(attempt: Attempt, { code, signal, firstLine }: ProgramEnd): void {
  const how = signal === null ? `exit code ${code}` : `ended by ${signal}`
  if (code === 0) attempt.end('ok', firstLine)
  else attempt.end('status', firstLine === '' ? how : `${how}: ${firstLine}`)
}
