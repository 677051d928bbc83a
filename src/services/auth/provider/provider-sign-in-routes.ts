/** The REST face of signing in through an organisation's identity provider: begun, and finished by whoever began it. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import { acceptProviderIdentity } from './accept-provider-identity.ts'
import { Email } from '../account/account-schemas.ts'
import { TokensBody } from '../tokens/token-schemas.ts'
import { openProviderSignIn, type ProviderSignIn, type ProviderSignInNeeds } from './open-provider-sign-in.ts'
import { signInTokens } from './issue-sign-in-token.ts'
import { providerSignOutRoute } from './provider-sign-out-routes.ts'
import { BegunBody, OrganisationId } from './provider-schemas.ts'
import { registerVouchedAccount, type RegisterVouchedNeeds } from './register-vouched-account.ts'
import {
  startProviderSignIn,
  type StartProviderSignIn,
  type StartProviderSignInNeeds,
} from './start-provider-sign-in.ts'

type Made = 'providerSignInTokens' | 'acceptIdentity'

export type ProviderSignInRoutesNeeds = Omit<ProviderSignInNeeds, Made> &
  Omit<StartProviderSignInNeeds, Made> &
  RegisterVouchedNeeds & {
    readonly documents: Documents
    /** At least 32 bytes; the same on every node. */
    readonly tokenKeysSecret: Uint8Array
  }

const path = '/v1/auth/provider-sign-ins'
const tag = 'Accounts'
const headers = { 'cache-control': 'no-store' }
/** Two calls of a provider at most, and three to finish. */
const timeoutMs = 10_000

export function providerSignInRoutes(needs: ProviderSignInRoutesNeeds): Route[] {
  const providerSignInTokens = signInTokens(needs.tokenKeysSecret)
  const finish = openProviderSignIn({
    ...needs,
    providerSignInTokens,
    acceptIdentity: acceptProviderIdentity({ ...needs, registerVouched: registerVouchedAccount(needs) }),
  })
  return [
    beginRoute(startProviderSignIn({ ...needs, providerSignInTokens })),
    finishRoute(finish),
    providerSignOutRoute(needs),
  ]
}

const beginRoute = (begin: StartProviderSignIn): Route =>
  route({
    method: 'POST',
    path,
    operationId: 'beginProviderSignIn',
    tag,
    summary: 'Begin to sign in through an organisation’s identity provider',
    description:
      'By `organisationId`, or by an `email` whose domain a provider speaks for. Send the browser to `url`; it comes back to `page`, a slash and the organisation’s id, within `expiresIn` seconds. Then POST /v1/auth/provider-sign-ins/finish.',
    access: { kind: 'public' },
    idempotency: 'optional',
    timeoutMs,
    body: Type.Object({
      organisationId: Type.Optional(OrganisationId),
      email: Type.Optional(Email),
      page: Type.Optional(
        Type.String({ maxLength: 500, description: 'One of FX_SIGN_IN_PAGES; the first of them unless said.' }),
      ),
    }),
    reply: BegunBody,
    success: 200,
    refusals: ['auth/no-provider', 'auth/unknown-page', 'auth/provider-unreachable', 'auth/provider-unusable'],
    async handle({ body, intent }) {
      if (body.organisationId === undefined && body.email === undefined)
        throw new Rejected(invalidField('auth/whose-provider', '/organisationId', 'is needed, or an email'))
      return { body: await begin(intent, body), headers }
    },
  })

const finishRoute = (finish: ProviderSignIn): Route =>
  route({
    method: 'POST',
    path: `${path}/finish`,
    operationId: 'finishProviderSignIn',
    tag,
    summary: 'Finish to sign in through an identity provider',
    description:
      'Once, with the token from the beginning and the whole address that the provider sent the browser to. The first time links the account of the verified address, of a member or of somebody invited, to the provider’s person; from then on only that person opens it. The session acts for that organisation alone, and changes nothing of the account without its password. Neither password nor second factor of the account is asked for: the provider asks for its own.',
    access: { kind: 'public' },
    idempotency: 'optional',
    timeoutMs,
    body: Type.Object({
      signInToken: Type.String({ maxLength: 4_096 }),
      url: Type.String({ maxLength: 8_192, description: 'With all that stands behind the `?`.' }),
    }),
    reply: TokensBody,
    success: 200,
    refusals: [
      'auth/invalid-provider-sign-in',
      'auth/provider-refused',
      'auth/provider-not-believed',
      'auth/provider-unreachable',
      'auth/provider-address-not-verified',
      'auth/provider-address-foreign',
      'auth/not-known-to-organisation',
      'auth/other-identity-linked',
      'auth/email-not-verified',
      'auth/too-many-failures',
    ],
    async handle({ body, intent, remoteAddress: address }) {
      return { body: await finish(intent, { ...body, address }), headers }
    },
  })
