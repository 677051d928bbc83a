/** Finds out whose account it is that a provider vouches for, in the commit that remembers it: by who they are there, and by their address only once. */
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { acceptProvenInvitation, memberRole } from '../../organisation/contract.ts'
import { accountDisabled } from '../account/account.ts'
import { userAggregate, userEmailAggregate } from '../account/account-view.ts'
import { digestOfEmail } from '../account/read-people.ts'
import { holderOf } from '../account/email-claim.ts'
import { domainOf } from './mail-domain.ts'
import type { ProvenIdentity } from './open-relying-party.ts'
import type { Answered } from './provider-link.ts'
import { linkIdOf, providerLinkAggregate, providerSubjectAggregate } from './provider-view.ts'
import type { RegisterVouched } from './register-vouched-account.ts'

export type AcceptIdentityNeeds = {
  readonly documents: Documents
  readonly personalData: PersonalData
  readonly registerVouched: RegisterVouched
}

export type VouchedFor = {
  readonly organisationId: string
  readonly issuer: string
  /** Those that the provider speaks for. */
  readonly domains: readonly string[]
  readonly identity: ProvenIdentity
  readonly answered: Answered
}

/** Gives the user's id and the generation of the link. Throws `Rejected` where the provider may not speak for the address, and for who is not known. */
export type AcceptIdentity = (
  unit: Unit,
  vouched: VouchedFor,
) => Promise<{ readonly userId: string; readonly link: number }>

export function acceptProviderIdentity(needs: AcceptIdentityNeeds): AcceptIdentity {
  const { documents, personalData } = needs

  /** Nobody comes into an organisation because a provider says so: they are members, or were invited. */
  const assertBelongs = async (unit: Unit, organisationId: string, userId: string, emailDigest: string) => {
    if ((await memberRole(unit, organisationId, userId)) !== undefined) return
    if (await acceptProvenInvitation(unit, documents, { organisationId, userId, emailDigest })) return
    throw new Rejected(notKnown)
  }

  return async (unit, vouched) => {
    const { at } = unit
    const { organisationId, issuer, identity, answered } = vouched
    const subject = personalData.digest('provider subject', JSON.stringify([organisationId, issuer, identity.subject]))
    const { userId: holder } = (await unit.load(providerSubjectAggregate, subject)).state
    const linked = holder === null ? undefined : await linkedAccount(unit, { organisationId, subject, userId: holder })
    if (holder !== null && linked !== undefined) {
      await assertBelongs(unit, organisationId, holder, linked.emailDigest)
      const command = { type: 'sign-in', at, subject, ...answered } as const
      const { generation } = await unit.decide(providerLinkAggregate, linkIdOf(organisationId, holder), command)
      return { userId: holder, link: generation }
    }
    const userId = await firstTime(needs, unit, vouched, assertBelongs)
    // Whoever had it before was unlinked or erased.
    if (holder !== null) await unit.decide(providerSubjectAggregate, subject, { type: 'release', at, userId: holder })
    await unit.decide(providerSubjectAggregate, subject, { type: 'claim', at, userId })
    const link = { type: 'link', at, organisationId, userId, issuer, subject, ...answered } as const
    const { generation } = await unit.decide(providerLinkAggregate, linkIdOf(organisationId, userId), link)
    return { userId, link: generation }
  }
}

type Linking = { readonly organisationId: string; readonly subject: string; readonly userId: string }

/** Undefined where the link is over; throws for an account that is disabled. */
async function linkedAccount(unit: Unit, { organisationId, subject, userId }: Linking) {
  const { state: link } = await unit.load(providerLinkAggregate, linkIdOf(organisationId, userId))
  if (link.status !== 'linked' || link.subject !== subject) return undefined
  const { state: account } = await unit.read(userAggregate, userId)
  if (account.status === 'disabled') throw new Rejected(accountDisabled)
  return account.status === 'active' ? account : undefined
}

type AssertBelongs = (unit: Unit, organisationId: string, userId: string, emailDigest: string) => Promise<void>

/** The account of the verified address, or a new one for who was invited by it. */
async function firstTime(
  { personalData, registerVouched }: AcceptIdentityNeeds,
  unit: Unit,
  { organisationId, domains, identity }: VouchedFor,
  assertBelongs: AssertBelongs,
): Promise<string> {
  const { verifiedEmail: email } = identity
  if (email === undefined) throw new Rejected(addressNotVerified)
  if (!domains.includes(domainOf(email))) throw new Rejected(addressNotTheirs)
  const emailDigest = digestOfEmail(personalData, email)
  const userId = holderOf((await unit.load(userEmailAggregate, emailDigest)).state, unit.at)
  if (userId === null) {
    const accountId = unit.newId('usr')
    await assertBelongs(unit, organisationId, accountId, emailDigest)
    await registerVouched(unit, { accountId, email, emailDigest, identity })
    return accountId
  }
  const { state: account } = await unit.read(userAggregate, userId)
  const isThere = account.status === 'active' || account.status === 'disabled'
  // An address that its account has left belongs to nobody who signs in.
  if (!isThere || account.emailDigest !== emailDigest) throw new Rejected(notKnown)
  await assertBelongs(unit, organisationId, userId, emailDigest)
  if (account.status === 'disabled') throw new Rejected(accountDisabled)
  // Whoever registered it may never have read its mails; they would go on in what becomes somebody else's account.
  if (!account.emailVerified) throw new Rejected(accountNotConfirmed)
  return userId
}

/** The same for who has an account elsewhere and for who has none. */
const notKnown: Rejection = {
  kind: 'forbidden',
  code: 'auth/not-known-to-organisation',
  detail: 'The organisation knows nobody with your address. Ask its owner or an admin for an invitation to it.',
}
const addressNotVerified: Rejection = {
  kind: 'forbidden',
  code: 'auth/provider-address-not-verified',
  detail: 'The identity provider does not say that it has verified your e-mail address (`email`, `email_verified`).',
}
const addressNotTheirs: Rejection = {
  kind: 'forbidden',
  code: 'auth/provider-address-foreign',
  detail: 'The identity provider names an address of a domain that it does not speak for.',
}
const accountNotConfirmed: Rejection = {
  kind: 'forbidden',
  code: 'auth/email-not-verified',
  detail:
    'An account has your address, which nobody has confirmed. Confirm it with the token from the mail, or reset its password.',
}
