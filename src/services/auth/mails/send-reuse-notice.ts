/** Tells a person that a refresh token of theirs was used twice: either they were robbed, or their client is broken. */
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Log } from '../../../telemetry/log.ts'
import type { AuthMails } from './auth-mails.ts'
import { accountsOf } from '../account/account-view.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { SessionSubject } from '../session/session.ts'

export type ReuseNoticeNeeds = {
  readonly readState: ReadState
  readonly personalData: PersonalData
  readonly authMails: AuthMails
  readonly log: Log
}

export const notifyTokenReuse =
  ({ readState, personalData, authMails, log }: ReuseNoticeNeeds) =>
  (subject: SessionSubject, sessionId: string): void => {
    log.warn({ event: 'authn_token_reuse', subject: subject.id, sessionId }, 'a refresh token was used twice')
    const notify = async (): Promise<void> => {
      const { state } = await readState(accountsOf[subject.kind].accounts, subject.id)
      const email = state.status === 'active' ? await personalData.open(state.email) : undefined
      if (email !== undefined) authMails.tokenReused(email, sessionId)
    }
    notify().catch((error: unknown) => log.error({ err: error }, 'a notice about a reused token was not sent'))
  }
