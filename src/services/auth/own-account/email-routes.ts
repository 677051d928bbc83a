/** The REST face of changing one's address: asked for, proven by the new one, undone by the old one. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { Email, MailToken, Password } from '../account/account-schemas.ts'
import type { ChangeEmail } from './change-email.ts'

export type EmailRoutesNeeds = { readonly changeEmail: ChangeEmail }

export const emailRoutes = ({ changeEmail }: EmailRoutesNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/me/email',
    operationId: 'askForEmail',
    tag: 'Accounts',
    summary: 'Ask to change my e-mail address',
    description:
      'Mails a token to the new address, good for a day; until it comes back nothing changes. The answer is the same whether or not another account has that address: its owner is told by mail. At most three mails an hour.',
    access: { kind: 'account' },
    body: Type.Object({ email: Email, password: Password }),
    success: 202,
    refusals: ['auth/wrong-password', 'auth/same-email', 'auth/email-changed-lately'],
    async handle({ caller: { userId: accountId }, body, intent, remoteAddress: address }) {
      const { replayed } = await changeEmail.ask(intent, { accountId, address, ...body })
      return { status: 202, replayed }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/auth/email-changes/confirm',
    operationId: 'confirmEmail',
    tag: 'Accounts',
    summary: 'Change to the address that this token was mailed to',
    description:
      'Works once. From now on that address signs in and is confirmed; the one before gets a mail with a token to undo it within seven days, and is kept for the account so long.',
    access: { kind: 'public' },
    idempotency: 'optional',
    body: Type.Object({ token: MailToken }),
    refusals: ['auth/invalid-mail-token', 'auth/email-taken'],
    async handle({ body: { token }, intent }) {
      await changeEmail.confirm(intent, token)
      return {}
    },
  }),
  route({
    method: 'POST',
    path: '/v1/auth/email-changes/undo',
    operationId: 'undoEmailChange',
    tag: 'Accounts',
    summary: 'Take back a change of the address',
    description:
      'With the token that was mailed to the address before, and a new password: whoever changed the address knew the present one. Works once; ends every session, and removes a second factor and passkeys that were added since.',
    access: { kind: 'public' },
    idempotency: 'optional',
    body: Type.Object({ token: MailToken, password: Password }),
    refusals: ['auth/invalid-mail-token', 'auth/weak-password'],
    async handle({ body: { token, password }, intent }) {
      await changeEmail.undo(intent, token, password)
      return {}
    },
  }),
]
