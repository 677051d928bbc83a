/** Tells a person by mail what happened to their second factor: whoever did it without them is found out. */
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Log } from '../../../telemetry/log.ts'
import type { AuthMails } from '../mails/auth-mails.ts'
import { accountsOf } from '../account/account-view.ts'
import { passkeysAggregate } from '../passkeys/passkeys-view.ts'
import { secondFactorAggregate } from '../second-factor/second-factor-view.ts'
import type { SessionSubject } from '../session/session.ts'

export type SecondFactorNoticeNeeds = {
  readonly readState: ReadState
  readonly personalData: PersonalData
  readonly authMails: AuthMails
  readonly log: Log
}

/** None of them waits for the mail, and none fails with it. */
export type SecondFactorNotices = {
  added(subject: SessionSubject): void
  removed(subject: SessionSubject): void
  locked(subject: SessionSubject): void
  recoveryCodeUsed(subject: SessionSubject, left: number): void
  passkeyAdded(subject: SessionSubject): void
  passkeyRemoved(subject: SessionSubject): void
}

export function secondFactorNotices(needs: SecondFactorNoticeNeeds): SecondFactorNotices {
  const { readState, personalData, authMails, log } = needs
  const notify = ({ kind, id }: SessionSubject, subject: string, ...lines: readonly string[]): void => {
    const send = async (): Promise<void> => {
      const [{ state: account }, factor, passkeys] = await Promise.all([
        readState(accountsOf[kind].accounts, id),
        readState(secondFactorAggregate, id),
        readState(passkeysAggregate, id),
      ])
      const to = account.status === 'active' ? await personalData.open(account.email) : undefined
      if (to !== undefined)
        authMails.notice(to, `second factor ${id} ${factor.version} ${passkeys.version}`, subject, ...lines)
    }
    send().catch((error: unknown) => log.error({ err: error, subject }, 'a notice about a second factor was not sent'))
  }
  const unlessYou = 'If it was not you, reset your password at once: POST /v1/auth/password-resets.'
  return {
    added: (subject) =>
      notify(
        subject,
        'A second factor was added',
        'From now on signing in takes a code of your authenticator app as well as your password.',
        unlessYou,
      ),
    removed: (subject) =>
      notify(subject, 'Your second factor was removed', 'From now on signing in takes your password alone.', unlessYou),
    locked: (subject) => {
      log.warn({ event: 'authn_login_fail_max', subject: subject.id }, 'a second factor takes no codes any more')
      notify(
        subject,
        'Somebody has your password',
        'Your password was shown and then a wrong code, many times in a row. Codes are not taken any more.',
        'Reset your password: POST /v1/auth/password-resets. If it was you, a recovery code lets you in, too.',
      )
    },
    passkeyAdded: (subject) =>
      notify(subject, 'A passkey was added', 'From now on it signs in to your account by itself.', unlessYou),
    passkeyRemoved: (subject) =>
      notify(subject, 'A passkey was removed', 'It does not sign in to your account any more.', unlessYou),
    recoveryCodeUsed: (subject, left) =>
      notify(
        subject,
        'A recovery code was used',
        `Somebody signed in with a recovery code of yours; ${left} are left.`,
        unlessYou,
      ),
  }
}
