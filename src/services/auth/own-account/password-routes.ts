/** The REST face of passwords and confirmed addresses. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Log } from '../../../telemetry/log.ts'
import { Email, MailToken, Password } from '../account/account-schemas.ts'
import { userAggregate } from '../account/account-view.ts'
import type { ChangePassword } from './change-password.ts'
import type { MailTokens } from '../tokens/issue-purpose-token.ts'
import type { SendVerification } from '../mails/send-verification.ts'
import { invalidMailToken } from '../password/update-password.ts'

export type PasswordRoutesNeeds = {
  readonly execute: Execute
  readonly changePassword: ChangePassword
  readonly mailTokens: MailTokens
  readonly sendVerification: SendVerification
  readonly log: Log
}

const Realm = Type.Optional(Type.Literal('staff', { description: 'For an account of platform staff.' }))

export const passwordRoutes = (needs: PasswordRoutesNeeds): Route[] => [
  ...verificationRoutes(needs),
  ...resetRoutes(needs),
]

const verificationRoutes = ({ execute, mailTokens, sendVerification }: PasswordRoutesNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/auth/verify-email',
    operationId: 'verifyEmail',
    tag: 'Accounts',
    summary: 'Confirm an e-mail address',
    access: { kind: 'public' },
    idempotency: 'optional',
    body: Type.Object({ token: MailToken }),
    refusals: ['auth/invalid-mail-token'],
    async handle({ body: { token }, intent }) {
      const accountId = mailTokens.accountOf(token)
      if (!accountId || !mailTokens.verify('verify-email', token, '', Date.parse(intent.at)))
        throw new Rejected(invalidMailToken)
      await execute(userAggregate, intent, async (unit) => {
        await unit.decide(userAggregate, accountId, { type: 'verify-email', at: unit.at })
        return accountId
      })
      return {}
    },
  }),
  route({
    method: 'POST',
    path: '/v1/me/verification-mails',
    operationId: 'sendVerificationMail',
    tag: 'Accounts',
    summary: 'Send the confirming mail again',
    description: 'At most three an hour; further ones are accepted and not sent.',
    access: { kind: 'account' },
    idempotency: 'optional',
    success: 202,
    async handle({ caller, intent }) {
      await sendVerification(caller.userId, intent.at)
      return { status: 202 }
    },
  }),
]

const resetRoutes = ({ changePassword, log }: PasswordRoutesNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/me/password',
    operationId: 'changePassword',
    tag: 'Accounts',
    summary: 'Change my password',
    description: 'Ends all my other sessions; this one goes on.',
    access: { kind: 'account' },
    body: Type.Object({ currentPassword: Password, newPassword: Password }),
    refusals: ['auth/wrong-password', 'auth/weak-password'],
    async handle({ caller, body, intent, remoteAddress: address }) {
      const { userId: accountId, sessionId } = caller
      const { currentPassword: current, newPassword: next } = body
      await changePassword.byKnowing(intent, { accountId, sessionId, address, current, next })
      return {}
    },
  }),
  route({
    method: 'POST',
    path: '/v1/auth/password-resets',
    operationId: 'requestPasswordReset',
    tag: 'Accounts',
    summary: 'Ask for a mail to reset a password',
    description: 'The answer is the same whether or not there is such an account. At most three mails an hour.',
    access: { kind: 'public' },
    idempotency: 'optional',
    body: Type.Object({ email: Email, realm: Realm }),
    success: 202,
    async handle({ body: { email, realm } }) {
      // Answered without waiting for it, so that the time taken tells nothing either.
      changePassword
        .requestReset(realm ?? 'user', email)
        .catch((error: unknown) => log.error({ err: error }, 'a password reset was not mailed'))
      return { status: 202 }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/auth/password-resets/redeem',
    operationId: 'resetPassword',
    tag: 'Accounts',
    summary: 'Choose a new password with a mailed token',
    description: 'Works once, ends every session of the account, and confirms the e-mail address.',
    access: { kind: 'public' },
    idempotency: 'optional',
    body: Type.Object({ token: MailToken, password: Password }),
    refusals: ['auth/invalid-mail-token', 'auth/weak-password'],
    async handle({ body: { token, password }, intent }) {
      await changePassword.byMailToken(intent, token, password)
      return {}
    },
  }),
]
