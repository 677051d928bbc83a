/** The mails about accounts: each says why it came, what to do, and what to do if it was not you. */
import type { Mailer } from '../../../infrastructure/mail/mail.ts'
import type { Log } from '../../../telemetry/log.ts'

export type AuthMails = {
  verifyEmail(to: string, token: string): void
  alreadyRegistered(to: string, key: string): void
  resetPassword(to: string, token: string): void
  passwordChanged(to: string, key: string): void
  changeEmail(to: string, token: string): void
  emailChanged(to: string, undoToken: string): void
  tokenReused(to: string, sessionId: string): void
  /** Of what happened to an account. The same `key` is sent once. */
  notice(to: string, key: string, subject: string, ...lines: readonly string[]): void
}

/** Mails leave after the answer is settled; one that cannot be sent is logged, and can be asked for again. */
export function authMails({ mailer, log }: { mailer: Mailer; log: Log }): AuthMails {
  const send = (to: string, key: string, subject: string, ...lines: readonly string[]): void => {
    mailer
      .send({ to, subject, text: [...lines, '', 'FoodXchange'].join('\n') }, key)
      .catch((error: unknown) => log.error({ err: error, subject }, 'a mail was not sent'))
  }
  return {
    notice: send,
    verifyEmail: (to, token) =>
      send(
        to,
        `verify ${token}`,
        'Confirm your e-mail address',
        'Welcome. Send this token to POST /v1/auth/verify-email within 7 days to confirm your address:',
        '',
        token,
        '',
        'If you did not register, do nothing: the account stays unconfirmed.',
      ),
    alreadyRegistered: (to, key) =>
      send(
        to,
        `taken ${key}`,
        'You already have an account',
        'Somebody, perhaps you, tried to register with this address. You have an account already.',
        'If you forgot its password: POST /v1/auth/password-resets. If it was not you, nothing has happened.',
      ),
    resetPassword: (to, token) =>
      send(
        to,
        `reset ${token}`,
        'Choose a new password',
        'Send this token with a new password to POST /v1/auth/password-resets/redeem within one hour:',
        '',
        token,
        '',
        'It works once. If you did not ask for it, do nothing: your password stays as it is.',
      ),
    passwordChanged: (to, key) =>
      send(
        to,
        `changed ${key}`,
        'Your password was changed',
        'Your password was changed, and your other sessions were ended.',
        'If it was not you, reset it at once: POST /v1/auth/password-resets.',
      ),
    changeEmail: (to, token) =>
      send(
        to,
        `change ${token}`,
        'Confirm your new e-mail address',
        'Send this token to POST /v1/auth/email-changes/confirm within one day to make this the address of your account:',
        '',
        token,
        '',
        'If you did not ask for it, do nothing: no account gets this address.',
      ),
    emailChanged: (to, undoToken) =>
      send(
        to,
        `changed ${undoToken}`,
        'Your e-mail address was changed',
        'Your account has another address now. If that was you, do nothing.',
        'If not, take it back within 7 days: send this token with a new password to POST /v1/auth/email-changes/undo:',
        '',
        undoToken,
      ),
    tokenReused: (to, sessionId) =>
      send(
        to,
        `reused ${sessionId}`,
        'A session of yours was ended',
        'A sign-in of yours was used from two places. To be safe we ended that session; sign in again.',
        'If this happens again, change your password.',
      ),
  }
}
