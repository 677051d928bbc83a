/** The shapes that identity providers and sign-ins through them have on the wire. */
import { Type } from 'typebox'
import { Instant } from '../account/account-schemas.ts'

export const OrganisationId = Type.String({ pattern: '^org_[0-9a-f]{32}$' })
export const ProviderParams = Type.Object({ organisationId: OrganisationId })

export const Issuer = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'As the provider writes itself in /.well-known/openid-configuration, to the letter.',
  examples: ['https://login.dairy.example'],
})
const ClientId = Type.String({ minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' })
const MailDomain = Type.String({
  pattern: '^([a-z0-9-]{1,63}\\.){1,8}[a-z0-9-]{2,63}$',
  maxLength: 253,
  description: 'In lower case; one with other letters as `xn--…`. Domains below it are others.',
  examples: ['dairy.example'],
})
export const MailDomains = Type.Array(MailDomain, { minItems: 1, maxItems: 10, uniqueItems: true })
export const ProviderStatus = Type.Enum(['pending', 'approved', 'refused', 'suspended'])

export const ConnectBody = Type.Object({
  issuer: Issuer,
  clientId: ClientId,
  clientSecret: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1_024,
      pattern: '^[\\x20-\\x7e]+$',
      description: 'Shown to nobody again. Without it the present one stays, for the same issuer.',
    }),
  ),
  domains: MailDomains,
})

export const ProviderBody = Type.Object(
  {
    organisationId: OrganisationId,
    issuer: Issuer,
    clientId: ClientId,
    domains: MailDomains,
    redirectUris: Type.Array(Type.String(), {
      description: 'Where it sends browsers back to: to be registered there, letter by letter.',
    }),
    status: ProviderStatus,
    isRequired: Type.Boolean({ description: 'Whether members but owners have to sign in through it.' }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'What staff said last.' }),
    updatedAt: Instant,
  },
  { title: 'IdentityProvider' },
)

export const BegunBody = Type.Object(
  {
    organisationId: OrganisationId,
    url: Type.String({ description: 'Send the browser there.' }),
    signInToken: Type.String({
      description: 'Keep it where only this page, or this program, finds it again: it finishes what was begun.',
    }),
    expiresIn: Type.Integer({ description: 'Seconds that it may take.' }),
  },
  { title: 'BegunProviderSignIn' },
)
