/** The REST face of signing up, in and out. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import type { AuthMails } from '../mails/auth-mails.ts'
import { AccountBody, Email, Locale, Password, PersonName } from '../account/account-schemas.ts'
import { TokenRequest } from './sign-in-schemas.ts'
import { TokensBody } from '../tokens/token-schemas.ts'
import type { IssueTokens } from './issue-tokens.ts'
import type { KeyRing } from '../tokens/open-key-ring.ts'
import type { PasskeySignIn } from './open-passkey-sign-in.ts'
import type { SecondStep } from '../factors/open-second-step.ts'
import type { RegisterAccount } from './register-account.ts'
import type { SendVerification } from '../mails/send-verification.ts'

export type AuthRoutesNeeds = {
  readonly registerAccount: RegisterAccount
  readonly issueTokens: IssueTokens
  readonly secondStep: SecondStep
  readonly passkeySignIn: PasskeySignIn
  readonly sendVerification: SendVerification
  readonly authMails: AuthMails
  readonly keyRing: KeyRing
}

export const signInRoutes = (needs: AuthRoutesNeeds): Route[] => [
  registerRoute(needs),
  tokenRoute(needs),
  keysRoute(needs),
]

const registerRoute = ({ registerAccount, authMails, sendVerification }: AuthRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/auth/register',
    operationId: 'registerAccount',
    tag: 'Accounts',
    summary: 'Open an account',
    description:
      'The answer is the same whether or not the e-mail has an account; its owner is told by mail. The account belongs to no organisation: register one, or accept an invitation.',
    access: { kind: 'public' },
    body: Type.Object({ email: Email, password: Password, name: PersonName, locale: Type.Optional(Locale) }),
    reply: AccountBody,
    success: 201,
    refusals: ['auth/weak-password'],
    async handle({ body, intent }) {
      const { accountId, createdAt, replayed, opened } = await registerAccount('user', intent, body)
      // Of a shadow there is nothing to confirm: it is looked up all the same, so that both answers take as long.
      if (!replayed) await sendVerification(accountId, createdAt)
      if (!opened) authMails.alreadyRegistered(body.email, accountId)
      const { email, name, locale = 'en' } = body
      return { body: { id: accountId, email: email.trim(), name, locale, emailVerified: false, createdAt }, replayed }
    },
  })

const tokenRoute = ({ issueTokens, secondStep, passkeySignIn }: AuthRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/auth/token',
    operationId: 'issueTokens',
    tag: 'Accounts',
    summary: 'Get an access token',
    description:
      '`password` takes `email` and `password` and opens a session; where the account has a second factor it is refused with `auth/second-factor-needed`, and `second_factor` takes `secondFactorToken` from that refusal, within five minutes, with a `code`. `passkey` takes `assertion`, which answers a challenge of POST /v1/auth/passkeys/sign-in-options, and asks for nothing else. `refresh_token` takes `refreshToken` and gives the next one; using one twice ends the session. `client_credentials` takes `clientId` and `clientSecret` of an API key.',
    access: { kind: 'public' },
    idempotency: 'optional',
    body: TokenRequest,
    reply: TokensBody,
    success: 200,
    refusals: [
      'auth/wrong-credentials',
      'auth/second-factor-needed',
      'auth/provider-required',
      'auth/invalid-second-factor-token',
      'auth/wrong-code',
      'auth/wrong-passkey',
      'auth/second-factor-locked',
      'auth/invalid-grant',
      'auth/too-many-failures',
      'passwords/busy',
    ],
    async handle({ body, intent, remoteAddress }) {
      const headers = { 'cache-control': 'no-store' }
      switch (body.grantType) {
        case 'password': {
          const signIn = {
            kind: body.realm ?? 'user',
            email: need(body.email, 'email'),
            password: need(body.password, 'password'),
            address: remoteAddress,
          } as const
          return { body: await issueTokens.forPassword(intent, signIn), headers }
        }
        case 'second_factor': {
          const step = { token: need(body.secondFactorToken, 'secondFactorToken'), code: need(body.code, 'code') }
          return { body: await secondStep.finish(intent, { ...step, address: remoteAddress }), headers }
        }
        case 'passkey':
          return { body: await passkeySignIn(intent, need(body.assertion, 'assertion')), headers }
        case 'refresh_token':
          return { body: await issueTokens.forRefreshToken(intent, need(body.refreshToken, 'refreshToken')), headers }
        case 'client_credentials': {
          const key = { id: need(body.clientId, 'clientId'), secret: need(body.clientSecret, 'clientSecret') }
          return { body: await issueTokens.forApiKey(intent, { ...key, address: remoteAddress }), headers }
        }
      }
    },
  })

const need = <Value>(value: Value | undefined, field: string): Value => {
  if (value !== undefined) return value
  throw new Rejected(invalidField('auth/grant-incomplete', `/${field}`, 'is needed for this grant'))
}

function keysRoute({ keyRing }: AuthRoutesNeeds): Route {
  /** Whoever verifies tokens asks for it: written when a key changes. */
  let written: { readonly keys: readonly object[]; readonly json: string } | undefined
  const write = (): string => {
    const keys = keyRing.published()
    if (written?.keys !== keys) written = { keys, json: JSON.stringify({ keys }) }
    return written.json
  }
  return route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    operationId: 'getSigningKeys',
    tag: 'Accounts',
    summary: 'The public keys of access tokens',
    access: { kind: 'public' },
    reply: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.String())) }, { title: 'SigningKeys' }),
    handle: async () => ({
      body: { json: write() },
      headers: { 'cache-control': 'public, max-age=300' },
    }),
  })
}
