#!/usr/bin/env node
// The command line's entry: runs one command and leaves its exit code.
import { runCommandLine } from './cli/program.ts'
import { processTerminal } from './cli/terminal.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal())
