/** All commands of `fx`, in the order in which the help names them. */
import type { Command } from './command.ts'
import { analyticsInstall, analyticsStatus } from './commands/analytics.ts'
import { auditExport, auditVerify } from './commands/audit.ts'
import { backup, restore } from './commands/backup.ts'
import { deadLettersList, deadLettersReplay } from './commands/dead-letters.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { jobsCancel, jobsFollow, jobsList } from './commands/jobs.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import { migrateData } from './commands/migrate-data.ts'
import { operatorToken } from './commands/operator-token.ts'
import { ratesImport } from './commands/rates-import.ts'
import { rebuild } from './commands/rebuild.ts'
import { referenceList, referenceLoad } from './commands/reference.ts'
import { staffCreate } from './commands/staff-create.ts'
import { staffPending } from './commands/staff-pending.ts'
import { staffVerify } from './commands/staff-verify.ts'
import { webhooksDeliveries, webhooksReplay, webhooksTest } from './commands/webhook-deliveries.ts'
import {
  webhooksAdd,
  webhooksDisable,
  webhooksEnable,
  webhooksList,
  webhooksRemove,
  webhooksRotateSecret,
} from './commands/webhooks.ts'
import { whoami } from './commands/whoami.ts'

export const commands: readonly Command[] = [
  login,
  logout,
  whoami,
  importCommand,
  exportCommand,
  jobsList,
  jobsFollow,
  jobsCancel,
  webhooksList,
  webhooksAdd,
  webhooksRemove,
  webhooksEnable,
  webhooksDisable,
  webhooksRotateSecret,
  webhooksTest,
  webhooksDeliveries,
  webhooksReplay,
  auditVerify,
  auditExport,
  operatorToken,
  staffCreate,
  staffPending,
  staffVerify,
  ratesImport,
  referenceLoad,
  referenceList,
  deadLettersList,
  deadLettersReplay,
  rebuild,
  backup,
  restore,
  migrateData,
  analyticsInstall,
  analyticsStatus,
]
