/** Opens an account for somebody who was invited and whom their organisation's provider vouches for: with an address that is confirmed and a password that nobody knows. */
import { randomBytes } from 'node:crypto'
import type { PasswordHasher } from '../../../infrastructure/passwords/password-hasher.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { userAggregate, userEmailAggregate } from '../account/account-view.ts'
import type { ProvenIdentity } from './open-relying-party.ts'

export type Vouched = {
  readonly accountId: string
  readonly email: string
  readonly emailDigest: string
  readonly identity: Pick<ProvenIdentity, 'name' | 'locale'>
}

/** A part of a commit. Who wants a password resets it by mail. */
export type RegisterVouched = (unit: Unit, vouched: Vouched) => Promise<void>

export type RegisterVouchedNeeds = {
  readonly passwordHasher: PasswordHasher
  readonly personalData: PersonalData
}

const nameMax = 200
const LOCALE = /^[a-z]{2,3}(-[A-Z]{2})?$/

export function registerVouchedAccount({ passwordHasher, personalData }: RegisterVouchedNeeds): RegisterVouched {
  return async (unit, { accountId, email, emailDigest, identity }) => {
    const { at } = unit
    await unit.decide(userEmailAggregate, emailDigest, { type: 'claim', at, accountId })
    const passwordHash = await passwordHasher.hash(randomBytes(32).toString('base64url'))
    const [sealedEmail, name, hash] = await Promise.all(
      [email, nameOf(identity.name, email), passwordHash].map((text) => personalData.seal(accountId, text)),
    )
    const profile = { email: sealedEmail!, emailDigest, name: name!, locale: localeOf(identity.locale) }
    await unit.decide(userAggregate, accountId, { type: 'register', at, accountId, passwordHash: hash!, ...profile })
    await unit.decide(userAggregate, accountId, { type: 'verify-email', at })
  }
}

/** What stands before the `@` where the provider knows no name. */
function nameOf(told: string | undefined, email: string): string {
  const name = (told ?? '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, nameMax)
  return name === '' ? email.slice(0, email.lastIndexOf('@')) : name
}

const localeOf = (told: string | undefined): string => (told !== undefined && LOCALE.test(told) ? told : 'en')
