/** Reads what a provider says of itself (OpenID Connect Discovery 1.0), keeps it for a while, and takes of it only what is used. */
import type { AuthorizationServer } from 'oauth4webapi'
import type { Outgoing } from '../../../infrastructure/outgoing/outgoing.ts'
import { createSecondChanceMap } from '../../../kernel/second-chance-map.ts'
import type { ProviderFetch } from './open-provider-calls.ts'

/** The same value while it is kept: `oauth4webapi` keeps the provider's keys by it, five minutes at most. */
export type ProviderDescription = AuthorizationServer & {
  readonly authorization_endpoint: string
  readonly id_token_signing_alg_values_supported: string[]
}

export type ReadDescription = (issuer: string, fetch: ProviderFetch) => Promise<ProviderDescription>

/** What is wrong with a description: it is its provider's fault, and for its administrator to know. */
export class UnusableProvider extends Error {
  override name = 'UnusableProvider'
}

/** Signed with a private key, under names of JWA (RFC 7518) that nobody advises against. Neither `none` nor any HMAC. */
const algorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
const keptMax = 200
const keptForMs = 600_000

export type DescriptionNeeds = {
  readonly faultOf: Outgoing['faultOf']
  readonly monotonicMs: () => number
}

/** The returned function throws `UnusableProvider`, and what its calls throw; a failure is not kept. */
export function readDescriptions({ faultOf, monotonicMs }: DescriptionNeeds): ReadDescription {
  const kept = createSecondChanceMap<{ readonly description: ProviderDescription; readonly endsAtMs: number }>(keptMax)
  const underWay = new Map<string, Promise<ProviderDescription>>()
  const read = async (issuer: string, fetch: ProviderFetch): Promise<ProviderDescription> => {
    const description = usedOf(await fetchDescription(issuer, fetch), issuer, faultOf)
    kept.set(issuer, { description, endsAtMs: monotonicMs() + keptForMs })
    return description
  }
  return async (issuer, fetch) => {
    const found = kept.get(issuer)
    if (found && found.endsAtMs > monotonicMs()) return found.description
    // The first who asks asks for all.
    const reading = underWay.get(issuer) ?? read(issuer, fetch).finally(() => underWay.delete(issuer))
    underWay.set(issuer, reading)
    return reading
  }
}

async function fetchDescription(issuer: string, fetch: ProviderFetch): Promise<AuthorizationServer> {
  const oauth = await import('oauth4webapi')
  const url = new URL(issuer)
  const reply = await oauth.discoveryRequest(url, { [oauth.customFetch]: fetch, ...insecureOf(oauth, issuer) })
  try {
    return await oauth.processDiscoveryResponse(url, reply)
  } catch (error) {
    throw new UnusableProvider('Its description is missing, is no JSON, or is another’s.', { cause: error })
  }
}

/** Plain HTTP is called nowhere but on loopback, in development; whether this is such a case, the outgoing port has judged. */
export const insecureOf = (oauth: typeof import('oauth4webapi'), issuer: string) => ({
  [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
})

function usedOf(told: AuthorizationServer, issuer: string, faultOf: Outgoing['faultOf']): ProviderDescription {
  // To the letter, so that nobody passes for somebody else by a slash.
  if (told.issuer !== issuer)
    throw new UnusableProvider(`It calls itself ${JSON.stringify(told.issuer).slice(0, 200)}.`)
  const endpoint = (name: 'authorization_endpoint' | 'token_endpoint' | 'jwks_uri'): string => {
    const url = told[name]
    if (typeof url !== 'string' || faultOf(url)) throw new UnusableProvider(`Its ${name} is missing or not public.`)
    return url
  }
  const offered = told.id_token_signing_alg_values_supported ?? ['RS256']
  const usable = Array.isArray(offered) ? algorithms.filter((each) => offered.includes(each)) : []
  if (usable.length === 0) throw new UnusableProvider('It signs with no algorithm that is taken.')
  const { userinfo_endpoint: userinfo } = told
  return {
    issuer,
    authorization_endpoint: endpoint('authorization_endpoint'),
    token_endpoint: endpoint('token_endpoint'),
    jwks_uri: endpoint('jwks_uri'),
    ...(typeof userinfo === 'string' && !faultOf(userinfo) && { userinfo_endpoint: userinfo }),
    ...(told.token_endpoint_auth_methods_supported && {
      token_endpoint_auth_methods_supported: told.token_endpoint_auth_methods_supported,
    }),
    authorization_response_iss_parameter_supported: told.authorization_response_iss_parameter_supported === true,
    id_token_signing_alg_values_supported: usable,
  }
}
