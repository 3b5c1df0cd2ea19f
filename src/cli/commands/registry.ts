// The registry of commands, in the order in which `failover --help` shows them.
import type { AddCommand } from '../command.ts'
import { addAlerts } from './alerts.ts'
import { addBackup } from './backup.ts'
import { addCheck } from './check.ts'
import { addCompletion } from './completion.ts'
import { addDecrees } from './decrees.ts'
import { addDoctor } from './doctor.ts'
import { addExplain } from './explain.ts'
import { addExport } from './export.ts'
import { addFailback } from './failback.ts'
import { addHistory } from './history.ts'
import { addMan } from './man.ts'
import { addReload } from './reload.ts'
import { addReport } from './report.ts'
import { addRestore } from './restore.ts'
import { addServe } from './serve.ts'
import { addSimulate } from './simulate.ts'
import { addStatus } from './status.ts'
import { addToken } from './token.ts'
import { addUndo } from './undo.ts'

export const COMMANDS: readonly AddCommand[] = [
  addServe,
  addCheck,
  addDoctor,
  addStatus,
  addExplain,
  addHistory,
  addExport,
  addBackup,
  addRestore,
  addFailback,
  addDecrees,
  addUndo,
  addSimulate,
  addReport,
  addAlerts,
  addToken,
  addReload,
  addCompletion,
  addMan,
]
