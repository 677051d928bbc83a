/** The shapes that accounts, and what people give of themselves, have on the wire. */
import { Type } from 'typebox'

export const Email = Type.String({
  pattern: '^[^\\s@]{1,64}@[^\\s@.]{1,63}(\\.[^\\s@.]{1,63}){1,8}$',
  maxLength: 254,
  description: 'An e-mail address.',
  examples: ['trader@example.com'],
})
export const Password = Type.String({
  maxLength: 1_024,
  description: 'At least 15 characters, at most 256, of any kind; spaces count. Common ones are refused.',
  examples: ['seven herrings in a cold store'],
})
export const MailToken = Type.String({ maxLength: 200, description: 'The token from the mail.' })
export const Code = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Six digits of the authenticator app, or a recovery code.',
  examples: ['123456'],
})
export const PersonName = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '\\S',
  description: 'A person’s name.',
  examples: ['Ada Byron'],
})
export const Locale = Type.String({
  pattern: '^[a-z]{2,3}(-[A-Z]{2})?$',
  description: 'The language to write to this person in: BCP 47, such as `de` or `pt-BR`.',
})
export const Instant = Type.String({ format: 'date-time' })

export const AccountBody = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    locale: Locale,
    emailVerified: Type.Boolean({ description: 'Whether a token from a mail to this address came back.' }),
    createdAt: Instant,
  },
  { title: 'Account' },
)

export const StaffId = Type.String({ pattern: '^stf_[0-9a-f]{32}$' })
export const UserId = Type.String({ pattern: '^usr_[0-9a-f]{32}$' })
/** It outlives whoever is erased for it. */
export const Reason = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'Why; kept in the audit trail for good, so name nobody in it.',
})
