/** Mails the token that confirms an address: at registration, and again when asked, but not without end. */
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { dayMs } from '../../../kernel/time.ts'
import type { AuthMails } from './auth-mails.ts'
import { userAggregate } from '../account/account-view.ts'
import type { MailTokens } from '../tokens/issue-purpose-token.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { MailAllowance } from './send-few-mails.ts'

export type SendVerification = (accountId: string, at: string) => Promise<void>

export type SendVerificationNeeds = {
  readonly readState: ReadState
  readonly personalData: PersonalData
  readonly mailTokens: MailTokens
  readonly authMails: AuthMails
  readonly mailAllowance: MailAllowance
}

const verifyWithinMs = 7 * dayMs

export const sendVerification =
  ({ readState, personalData, mailTokens, authMails, mailAllowance }: SendVerificationNeeds): SendVerification =>
  async (accountId, at) => {
    const { state } = await readState(userAggregate, accountId)
    if (state.status !== 'active' || state.emailVerified || !(await mailAllowance(`verify ${accountId}`))) return
    const to = await personalData.open(state.email)
    const token = mailTokens.issue('verify-email', accountId, '', Date.parse(at) + verifyWithinMs)
    if (to !== undefined) authMails.verifyEmail(to, token)
  }
