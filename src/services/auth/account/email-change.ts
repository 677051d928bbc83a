/** How an account comes to another address: asked for, proven by a mail to the new one, and undone by the old one for a while. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import { addMs, dayMs, type Instant } from '../../../kernel/time.ts'

/** As sealed for its person, and the keyed digest that finds it. */
export type Address = { readonly email: Sealed; readonly emailDigest: string }

/** How long the old address can take a change back: whoever is robbed of an account reads that mail on their next working day. */
export const undoForMs = 7 * dayMs
/** Addresses besides the present one that are remembered, the newest. */
const formerMax = 50

export type EmailChanges = {
  readonly asked: Address | null
  /** What the present address replaced, while that can be undone. */
  readonly before: (Address & { readonly changedAt: string; readonly until: string; readonly verified: boolean }) | null
  /** All that the account had or asked for besides: who is erased is forgotten under each. */
  readonly former: readonly Address[]
}

export const noEmailChanges: EmailChanges = { asked: null, before: null, former: [] }

type At = { readonly at: string }

export type EmailChangeCommand = At &
  (
    | ({ readonly type: 'ask-for-email' } & Address)
    /** With a mail to the address that was asked for. */
    | { readonly type: 'change-email' }
    /** With the mail to the address before. */
    | { readonly type: 'undo-email-change' }
  )

export type EmailChangeEvent = At &
  (
    | ({ readonly type: 'account/email-asked-for' } & Address)
    | ({ readonly type: 'account/email-changed'; readonly undoUntil: string } & Address)
    | ({ readonly type: 'account/email-change-undone' } & Address)
  )

type Addressed = Address & { readonly emailVerified: boolean; readonly emailChanges: EmailChanges }

export function decideEmailChange(command: EmailChangeCommand, state: Addressed): Result<readonly EmailChangeEvent[]> {
  const { at } = command
  const { asked, before } = state.emailChanges
  const isOpen = before !== null && at < before.until
  switch (command.type) {
    case 'ask-for-email': {
      const { email, emailDigest } = command
      if (emailDigest === state.emailDigest) return reject(sameEmail)
      if (isOpen) return reject({ ...changedLately, facts: { until: before.until } })
      return accept([{ type: 'account/email-asked-for', at, email, emailDigest }])
    }
    case 'change-email': {
      // Two changes in a row would leave the first address without a way back.
      if (asked === null || isOpen) return reject(nothingToChange)
      return accept([{ type: 'account/email-changed', at, ...asked, undoUntil: addMs(at as Instant, undoForMs) }])
    }
    case 'undo-email-change': {
      if (!isOpen) return reject(nothingToChange)
      const { email, emailDigest } = before
      return accept([{ type: 'account/email-change-undone', at, email, emailDigest }])
    }
  }
}

/** What of an account an event changes. */
export function evolveEmailChange(state: Addressed, event: EmailChangeEvent): Addressed {
  const { email, emailDigest, at } = event
  const present = { email: state.email, emailDigest: state.emailDigest }
  const changes = state.emailChanges
  const formerWith = (address: Address): readonly Address[] =>
    [...changes.former.filter((each) => each.emailDigest !== address.emailDigest), address].slice(-formerMax)
  switch (event.type) {
    case 'account/email-asked-for': {
      const asked = { email, emailDigest }
      return {
        ...present,
        emailVerified: state.emailVerified,
        emailChanges: { ...changes, asked, former: formerWith(asked) },
      }
    }
    case 'account/email-changed': {
      const before = { ...present, changedAt: at, until: event.undoUntil, verified: state.emailVerified }
      return {
        email,
        emailDigest,
        emailVerified: true,
        emailChanges: { asked: null, before, former: formerWith(present) },
      }
    }
    case 'account/email-change-undone': {
      const emailVerified = changes.before?.verified ?? false
      return {
        email,
        emailDigest,
        emailVerified,
        emailChanges: { asked: null, before: null, former: formerWith(present) },
      }
    }
  }
}

const sameEmail: Rejection = {
  kind: 'conflict',
  code: 'auth/same-email',
  detail: 'Your account has this e-mail address already.',
}
const changedLately: Rejection = {
  kind: 'conflict',
  code: 'auth/email-changed-lately',
  detail:
    'Your address was changed a few days ago, and the one before can still undo that. Change it again after that time.',
}
/** Met by whoever sends a token a second time, which is refused as any other that is over. */
const nothingToChange: Rejection = {
  kind: 'malformed',
  code: 'auth/invalid-mail-token',
  detail: 'This token is not whole, was used, or has expired. Ask for another mail.',
}
