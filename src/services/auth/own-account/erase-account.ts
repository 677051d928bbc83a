/** Erases a person: in one commit they leave all they belonged to and their address is free; then their key is destroyed. */
import type { Mailer } from '../../../infrastructure/mail/mail.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { invitationsTo, leaveOrganisations } from '../../organisation/contract.ts'
import type { Address } from '../account/email-change.ts'
import { accountsOf } from '../account/account-view.ts'

export type Erasure = {
  readonly kind: 'user' | 'staff'
  readonly accountId: string
  /** The person themself, a member of the platform's staff, or the operator. */
  readonly by: string
  readonly reason: string
  readonly ifMatch?: number | undefined
}

export type EraseAccount = (intent: Intent, erasure: Erasure) => Promise<{ readonly replayed: boolean }>
/** What finds all that is kept of a person: each address as sealed for them, and its digest. */
export type ErasedAddresses = Address & { readonly former?: readonly Address[] }
export type ForgetPerson = (accountId: string, addresses: ErasedAddresses) => Promise<void>

type ForgetNeeds = {
  readonly documents: Documents
  readonly personalData: PersonalData
  readonly mailer: Mailer
}

/**
 * Destroys the keys that a person's data is sealed under, whoever sealed it, and the mails to them that are kept. Done
 * again it changes nothing; the account's own key goes last, so that what was interrupted is found again.
 */
export const forgetPerson =
  ({ documents, personalData, mailer }: ForgetNeeds): ForgetPerson =>
  async (accountId, { former = [], ...present }) => {
    for (const { email, emailDigest } of [...former, present]) {
      const address = await personalData.open(email)
      if (address !== undefined) await mailer.forget(address)
      for (const invitationId of await invitationsTo(documents, emailDigest)) await personalData.erase(invitationId)
    }
    await personalData.erase(accountId)
  }

/** Throws `Rejected` for an account that is unknown, and for the last owner of an organisation that has other members. */
export const eraseAccount =
  ({
    execute,
    forgetPerson: forget,
  }: {
    readonly execute: Execute
    readonly forgetPerson: ForgetPerson
  }): EraseAccount =>
  async (intent, { kind, accountId, by, reason, ifMatch }) => {
    const { accounts, emails } = accountsOf[kind]
    let addresses: ErasedAddresses | undefined
    const { replayed } = await execute(accounts, intent, async (unit) => {
      const { at } = unit
      const before = await unit.load(accounts, accountId)
      requireVersion(before, ifMatch)
      const { state } = before
      await unit.decide(accounts, accountId, { type: 'erase', at, by, reason })
      if (state.status !== 'active' && state.status !== 'disabled') return accountId
      const { email, emailDigest, emailChanges } = state
      addresses = { email, emailDigest, former: emailChanges.former }
      await unit.decide(emails, emailDigest, { type: 'release', at, accountId })
      const left = emailChanges.before?.emailDigest
      if (left !== undefined) await unit.decide(emails, left, { type: 'release', at, accountId })
      if (kind === 'user') await leaveOrganisations(unit, accountId)
      return accountId
    })
    // Where this process ends here, whoever reads the log does it: see account-reactions.ts.
    if (addresses) await forget(accountId, addresses)
    return { replayed }
  }
