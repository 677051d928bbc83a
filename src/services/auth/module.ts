/** What the auth service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { NewId } from '../../kernel/identifier.ts'
import type { Mailer } from '../../infrastructure/mail/mail.ts'
import type { Outgoing } from '../../infrastructure/outgoing/outgoing.ts'
import type { BreachedPasswords } from '../../infrastructure/passwords/breached-passwords.ts'
import type { PopularPasswords } from '../../infrastructure/passwords/popular-passwords.ts'
import type { PasswordHasher } from '../../infrastructure/passwords/password-hasher.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { Tries } from '../../infrastructure/tries/tries.ts'
import type { Log } from '../../telemetry/log.ts'
import type { MembershipsOf, OrganisationNames } from '../organisation/contract.ts'
import { accountConsumers } from './own-account/account-reactions.ts'
import { apiKeyRoutes } from './api-key/api-key-routes.ts'
import { authMails } from './mails/auth-mails.ts'
import { signInRoutes } from './sign-in/auth-routes.ts'
import { notifyTokenReuse } from './mails/send-reuse-notice.ts'
import { changeEmail } from './own-account/change-email.ts'
import { changePassword } from './own-account/change-password.ts'
import { emailRoutes } from './own-account/email-routes.ts'
import { accessTokens } from './tokens/issue-access-token.ts'
import { mailTokens, stepTokens } from './tokens/issue-purpose-token.ts'
import { refreshTokens } from './tokens/issue-refresh-token.ts'
import { eraseAccount, forgetPerson } from './own-account/erase-account.ts'
import { erasureRoutes } from './own-account/erasure-routes.ts'
import { issueTokens } from './sign-in/issue-tokens.ts'
import { lostSecondFactorRoutes } from './factors/lost-second-factor-routes.ts'
import { sendFewMails } from './mails/send-few-mails.ts'
import { meRoutes } from './own-account/me-routes.ts'
import { openKeyRing } from './tokens/open-key-ring.ts'
import { openPasskeySignIn } from './sign-in/open-passkey-sign-in.ts'
import { openSecondStep } from './factors/open-second-step.ts'
import { openSession } from './session/open-session.ts'
import { passkeyRoutes } from './factors/passkey-routes.ts'
import { challenges } from './passkeys/issue-challenge.ts'
import type { PasskeySite } from './passkeys/verify-passkey.ts'
import { passwordRoutes } from './own-account/password-routes.ts'
import { providerRoutes } from './provider/provider-routes.ts'
import { providerSignInRoutes } from './provider/provider-sign-in-routes.ts'
import { openRelyingParty } from './provider/open-relying-party.ts'
import { registerAccount } from './sign-in/register-account.ts'
import type { PersonalData } from '../../infrastructure/personal-data/personal-data.ts'
import { secondFactorRoutes } from './factors/second-factor-routes.ts'
import { secondFactorNotices } from './factors/send-second-factor-notice.ts'
import { providerNotices } from './mails/send-provider-notice.ts'
import { sessionRoutes } from './session/session-routes.ts'
import { sendVerification } from './mails/send-verification.ts'
import { guardSignIn } from './guesses/guard-sign-in.ts'
import { staffRoutes } from './sign-in/staff-routes.ts'
import { verifyCredentials } from './sign-in/verify-credentials.ts'
import { verifyNewPassword } from './password/verify-new-password.ts'
import { verifyOperator } from './tokens/verify-operator.ts'

export type AuthNeeds = {
  execute: Execute
  readState: ReadState
  documents: Documents
  clock: Clock
  log: Log
  mailer: Mailer
  personalData: PersonalData
  passwordHasher: PasswordHasher
  popularPasswords: PopularPasswords
  /** Undefined where nobody is asked. */
  breachedPasswords: BreachedPasswords | undefined
  tries: Tries
  memberships: MembershipsOf
  organisationNames: OrganisationNames
  /** At least 32 bytes: wraps signing keys, makes refresh and mail tokens. */
  tokenKeysSecret: Uint8Array
  operatorSecret: string
  /** Where people sign in by passkeys. */
  passkeySite: PasskeySite
  /** Calls the identity providers of organisations. */
  outgoing: Outgoing
  /** Pages that they may send browsers back to. */
  signInPages: readonly string[]
  newId: NewId
}

export const authModule = container<AuthNeeds>()
  .singleton('keyRing', ['execute', 'readState', 'clock', 'tokenKeysSecret'], ({ tokenKeysSecret: secret, ...needs }) =>
    openKeyRing({ ...needs, secret }),
  )
  .singleton('accessTokens', ['keyRing', 'clock'], ({ keyRing: ring, clock }) => accessTokens({ ring, clock }))
  .singleton('refreshTokens', ['tokenKeysSecret'], ({ tokenKeysSecret }) => refreshTokens(tokenKeysSecret))
  .singleton('mailTokens', ['tokenKeysSecret'], ({ tokenKeysSecret }) => mailTokens(tokenKeysSecret))
  .singleton('stepTokens', ['tokenKeysSecret'], ({ tokenKeysSecret }) => stepTokens(tokenKeysSecret))
  .singleton('authMails', ['mailer', 'log'], authMails)
  .singleton('verifyNewPassword', ['popularPasswords', 'breachedPasswords', 'log'], verifyNewPassword)
  .singleton('signInThrottle', ['tries'], ({ tries }) => guardSignIn(tries))
  .singleton('mailAllowance', ['tries'], ({ tries }) => sendFewMails(tries))
  .singleton(
    'sendVerification',
    ['readState', 'personalData', 'mailTokens', 'authMails', 'mailAllowance'],
    sendVerification,
  )
  .singleton(
    'changePassword',
    [
      'execute',
      'readState',
      'passwordHasher',
      'verifyNewPassword',
      'personalData',
      'signInThrottle',
      'mailAllowance',
      'mailTokens',
      'authMails',
      'clock',
    ],
    changePassword,
  )
  .singleton(
    'changeEmail',
    [
      'execute',
      'readState',
      'passwordHasher',
      'verifyNewPassword',
      'personalData',
      'signInThrottle',
      'mailAllowance',
      'mailTokens',
      'authMails',
      'log',
    ],
    changeEmail,
  )
  .singleton('emailRoutes', ['changeEmail'], emailRoutes)
  .singleton('tokenReused', ['readState', 'personalData', 'authMails', 'log'], notifyTokenReuse)
  .singleton('secondFactorNotices', ['readState', 'personalData', 'authMails', 'log'], secondFactorNotices)
  .singleton('registerAccount', ['execute', 'passwordHasher', 'verifyNewPassword', 'personalData'], registerAccount)
  .singleton('openSession', ['execute', 'accessTokens', 'refreshTokens'], openSession)
  .singleton(
    'secondStep',
    ['execute', 'readState', 'personalData', 'signInThrottle', 'stepTokens', 'openSession', 'secondFactorNotices'],
    openSecondStep,
  )
  .singleton('challenges', ['tokenKeysSecret'], ({ tokenKeysSecret }) => challenges(tokenKeysSecret))
  .singleton('passkeySignIn', ['execute', 'readState', 'challenges', 'passkeySite', 'openSession'], openPasskeySignIn)
  .singleton(
    'issueTokens',
    [
      'execute',
      'readState',
      'memberships',
      'passwordHasher',
      'personalData',
      'accessTokens',
      'refreshTokens',
      'signInThrottle',
      'openSession',
      'secondStep',
      'tokenReused',
    ],
    issueTokens,
  )
  .singleton('operator', ['operatorSecret', 'clock'], verifyOperator)
  .singleton('credentials', ['accessTokens', 'readState', 'memberships', 'clock', 'operator'], verifyCredentials)
  .singleton('authenticate', ['credentials'], ({ credentials }) => credentials.authenticate)
  .singleton('credentialsChanged', ['credentials', 'keyRing'], (told) => (streams: readonly string[]): void => {
    for (const each of Object.values(told)) each.onCommitted(streams)
  })
  .singleton(
    'signInRoutes',
    ['registerAccount', 'issueTokens', 'secondStep', 'passkeySignIn', 'sendVerification', 'authMails', 'keyRing'],
    signInRoutes,
  )
  .singleton('sessionRoutes', ['execute', 'readState', 'documents', 'refreshTokens', 'clock'], sessionRoutes)
  .singleton('meRoutes', ['execute', 'readState', 'personalData', 'memberships', 'organisationNames'], meRoutes)
  .singleton('passwordRoutes', ['execute', 'changePassword', 'mailTokens', 'sendVerification', 'log'], passwordRoutes)
  .singleton('forgetPerson', ['documents', 'personalData', 'mailer'], forgetPerson)
  .singleton('accountConsumers', ['forgetPerson'], accountConsumers)
  .singleton('eraseAccount', ['execute', 'forgetPerson'], eraseAccount)
  .singleton(
    'erasureRoutes',
    ['eraseAccount', 'readState', 'passwordHasher', 'personalData', 'signInThrottle'],
    erasureRoutes,
  )
  .singleton(
    'secondFactorRoutes',
    ['execute', 'readState', 'passwordHasher', 'personalData', 'signInThrottle', 'secondFactorNotices'],
    secondFactorRoutes,
  )
  .singleton(
    'passkeyRoutes',
    [
      'execute',
      'readState',
      'passwordHasher',
      'personalData',
      'signInThrottle',
      'challenges',
      'passkeySite',
      'secondStep',
      'secondFactorNotices',
    ],
    passkeyRoutes,
  )
  .singleton('relyingParty', ['outgoing', 'clock'], openRelyingParty)
  .singleton('providerNotices', ['readState', 'personalData', 'authMails', 'log'], providerNotices)
  .singleton(
    'providerSignInRoutes',
    [
      'execute',
      'tries',
      'readState',
      'documents',
      'personalData',
      'passwordHasher',
      'relyingParty',
      'openSession',
      'providerNotices',
      'tokenKeysSecret',
      'signInPages',
    ],
    providerSignInRoutes,
  )
  .singleton(
    'providerRoutes',
    ['execute', 'readState', 'documents', 'personalData', 'relyingParty', 'providerNotices', 'signInPages', 'newId'],
    providerRoutes,
  )
  .singleton('lostSecondFactorRoutes', ['execute', 'secondFactorNotices'], lostSecondFactorRoutes)
  .singleton('staffRoutes', ['execute', 'readState', 'registerAccount', 'personalData'], staffRoutes)
  .singleton('apiKeyRoutes', ['execute', 'documents'], apiKeyRoutes)
  .singleton(
    'authRoutes',
    [
      'signInRoutes',
      'providerSignInRoutes',
      'sessionRoutes',
      'passwordRoutes',
      'emailRoutes',
      'secondFactorRoutes',
      'passkeyRoutes',
      'lostSecondFactorRoutes',
      'meRoutes',
      'erasureRoutes',
      'staffRoutes',
      'apiKeyRoutes',
      'providerRoutes',
    ],
    (routes) => Object.values(routes).flat(),
  )
