/** Gives tokens for a password with what is asked for besides it, or a refresh token: ends sessions that were stolen. */
import { generationOfDigest, secretDigest } from '../api-key/verify-key-secret.ts'
import { wrongCredentials } from '../password/wrong-credentials.ts'
import type { PasswordHasher } from '../../../infrastructure/passwords/password-hasher.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { isIdentifier } from '../../../kernel/identifier.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { MembershipsOf } from '../../organisation/contract.ts'
import type { ActiveAccount } from '../account/account.ts'
import { secretOf, wrongClient } from '../api-key/api-key.ts'
import { accountsOf } from '../account/account-view.ts'
import { apiKeyAggregate } from '../api-key/api-key-view.ts'
import { sessionAggregate } from '../session/session-view.ts'
import { digestOfEmail } from '../account/read-people.ts'
import { accessTokenLifeSeconds, keySession, type AccessTokens } from '../tokens/issue-access-token.ts'
import type { RefreshTokens } from '../tokens/issue-refresh-token.ts'
import { once, tokensFor, type OpenSession, type Tokens } from '../session/open-session.ts'
import { invalidGrant, type SessionSubject } from '../session/session.ts'
import { guardedAs, type SignInThrottle } from '../guesses/guard-sign-in.ts'
import type { SecondStep } from '../factors/open-second-step.ts'
import { verifyKeyMaker } from '../api-key/verify-key-maker.ts'
import { isProviderRequired, isVouchedFor, providerRequired } from '../provider/verify-vouching.ts'

export type SignIn = {
  readonly kind: SessionSubject['kind']
  readonly email: string
  readonly password: string
  /** Where the request came from. */
  readonly address: string
}

export type IssueTokensNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly memberships: MembershipsOf
  readonly passwordHasher: PasswordHasher
  readonly personalData: PersonalData
  readonly accessTokens: AccessTokens
  readonly refreshTokens: RefreshTokens
  readonly signInThrottle: SignInThrottle
  readonly openSession: OpenSession
  readonly secondStep: SecondStep
  /** Told of an account whose refresh token was used twice. */
  readonly tokenReused: (subject: SessionSubject, sessionId: string) => void
}

export type IssueTokens = {
  /** Throws `Rejected` (auth/second-factor-needed) with a token for the next step where an account asks for more. */
  forPassword(intent: Intent, signIn: SignIn): Promise<Tokens>
  forRefreshToken(intent: Intent, refreshToken: string): Promise<Tokens>
  /** An API key's secret gives access tokens only; it is its own refresh token. */
  forApiKey(intent: Intent, key: { id: string; secret: string; address: string }): Promise<Tokens>
}

export function issueTokens(needs: IssueTokensNeeds): IssueTokens {
  const { execute, readState, accessTokens, refreshTokens } = needs

  return {
    async forPassword(intent, signIn) {
      const { account, accountId, guarded } = await findByPassword(needs, signIn)
      const subject = { kind: signIn.kind, id: accountId }
      if (subject.kind === 'user') await assertOwnSignIn(needs, accountId)
      await needs.secondStep.assertNotNeeded(subject, account, intent.at)
      await needs.signInThrottle.succeeded(guarded, signIn.address)
      return needs.openSession(intent, subject, account.credentials)
    },
    async forRefreshToken(intent, text) {
      const token = refreshTokens.read(text)
      if (!token) throw new Rejected(invalidGrant)
      const successor = refreshTokens.successor(token)
      const { sessionId, generation } = token
      const { state } = await execute(sessionAggregate, once(intent), async (unit) => {
        const { state: session } = await unit.load(sessionAggregate, sessionId)
        if (session.status !== 'open') throw new Rejected(invalidGrant)
        const { state: account } = await unit.read(accountsOf[session.subject.kind].accounts, session.subject.id)
        if (account.status !== 'active' || account.credentials !== session.credentials) throw new Rejected(invalidGrant)
        if (!(await isVouchedFor(unit, session))) throw new Rejected(invalidGrant)
        const digests = { digest: refreshTokens.digest(token), successor: refreshTokens.digest(successor) }
        await unit.decide(sessionAggregate, sessionId, { type: 'refresh', at: unit.at, generation, ...digests })
        return sessionId
      })
      if (state.status === 'open')
        return tokensFor(accessTokens, state.subject, { sessionId, refreshToken: successor.text })
      if (state.status === 'ended') needs.tokenReused(state.subject, sessionId)
      throw new Rejected(invalidGrant)
    },
    async forApiKey(intent, { id, secret, address }) {
      const { key, generation } = await needs.signInThrottle.guard(`key ${id}`, address, async () => {
        const { state } = isIdentifier('key', id) ? await readState(apiKeyAggregate, id) : { state: undefined }
        const found = state && generationOfDigest(state, secretDigest(secret))
        return { isRight: found !== undefined, key: state, generation: found }
      })
      if (key === undefined || key.status === 'absent' || generation === undefined) throw new Rejected(wrongClient)
      const good = secretOf(key, generation, intent.at)
      if (good === undefined || !(await verifyKeyMaker(needs, key, good))) throw new Rejected(wrongClient)
      await execute(apiKeyAggregate, once(intent), async (unit) => {
        await unit.decide(apiKeyAggregate, id, { type: 'use', at: unit.at })
        return id
      })
      await needs.signInThrottle.succeeded(`key ${id}`, address)
      const accessToken = await accessTokens.issue({ kind: 'api-key', id, sessionId: keySession(id, generation) })
      return { accessToken, tokenType: 'Bearer', expiresIn: accessTokenLifeSeconds }
    },
  }
}

/** Who may act for no organisation without its provider has no use for a session of their own; said after the password. */
async function assertOwnSignIn({ memberships, readState }: IssueTokensNeeds, userId: string): Promise<void> {
  const held = await memberships(userId)
  const required = await Promise.all(held.map((acting) => isProviderRequired(readState, acting)))
  if (held.length > 0 && required.every(Boolean))
    throw new Rejected(providerRequired(held.map(({ organisationId }) => organisationId)))
}

type Found = {
  readonly account: ActiveAccount
  readonly accountId: string
  /** Whom the throttle counts failures of. */
  readonly guarded: string
}

async function findByPassword(
  { readState, personalData, passwordHasher, signInThrottle: throttle }: IssueTokensNeeds,
  { kind, email, password, address }: SignIn,
): Promise<Found> {
  const digest = digestOfEmail(personalData, email)
  const guarded = guardedAs(kind, digest)
  const { accounts, emails } = accountsOf[kind]
  const { isRight, known, accountId } = await throttle.guard(guarded, address, async () => {
    const { state: claim } = await readState(emails, digest)
    const account = claim.accountId === null ? undefined : (await readState(accounts, claim.accountId)).state
    const registered = account?.status === 'active' || account?.status === 'disabled' ? account : undefined
    // An address that its account has left signs in to nothing, though it is still kept for it.
    const found = registered?.emailDigest === digest ? registered : undefined
    const hash = found && (await personalData.open(found.passwordHash))
    const matches = await passwordHasher.verify(hash, password.normalize('NFC'))
    return { isRight: matches && found !== undefined, known: found, accountId: claim.accountId }
  })
  if (!isRight || !known || accountId === null) throw new Rejected(wrongCredentials)
  if (known.status === 'disabled') {
    await throttle.succeeded(guarded, address)
    throw new Rejected(signInDisabled)
  }
  return { account: known, accountId, guarded }
}

const signInDisabled: Rejection = {
  kind: 'forbidden',
  code: 'auth/account-disabled',
  detail: 'This account is disabled. Write to the platform to have it looked at.',
}
