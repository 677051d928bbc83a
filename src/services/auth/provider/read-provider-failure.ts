/** What went wrong between us and a provider, in the words of a refusal: enough for its administrator, nothing of what it answered. */
import { OutgoingFailure } from '../../../infrastructure/outgoing/outgoing.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { UnusableProvider } from './read-provider-description.ts'

/** The refusal that an error of a call, of the library or of our own checks becomes; errors of the program stay what they are. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof Rejected) return error
  if (error instanceof OutgoingFailure) return new Rejected(error.reason === 'refused' ? notCallable : unreachable)
  if (error instanceof UnusableProvider) return new Rejected(unusable(error.message))
  if (!(error instanceof Error)) return error
  const code = (error as { readonly code?: unknown }).code
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR' || code === 'OAUTH_RESPONSE_BODY_ERROR')
    return new Rejected(refused((error as { readonly error?: unknown }).error))
  if (typeof code === 'string' && code.startsWith('OAUTH_')) return new Rejected(unbelieved(reasonOf(error, code)))
  // What the library stumbles over is a stranger's: a key that is none, a list that is a number, a text that is no base64url.
  const isOfForm = error instanceof DOMException || error instanceof SyntaxError || error instanceof TypeError
  return isOfForm ? new Rejected(unbelieved('form')) : error
}

/** Which claim did not hold, or what else. */
function reasonOf({ cause }: Error, code: string): string {
  const { claim, attribute } = (typeof cause === 'object' && cause !== null ? cause : {}) as Record<string, unknown>
  const named = claim ?? attribute
  return typeof named === 'string' ? named : code.slice('OAUTH_'.length).toLowerCase()
}

/** @param reason  a claim, a parameter, or what the library calls it */
export const unbelieved = (reason: string): Rejection => ({
  kind: 'unauthenticated',
  code: 'auth/provider-not-believed',
  detail: 'What the identity provider answered does not hold. Begin again; if it stays so, tell its administrator.',
  facts: { reason },
})

const refused = (error: unknown): Rejection => ({
  kind: 'unauthenticated',
  code: 'auth/provider-refused',
  detail: 'The identity provider did not let you in. Begin again.',
  // One of the words of RFC 6749; whatever else a provider says is not passed on.
  facts: { error: typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : 'unknown' },
})

const unusable = (why: string): Rejection => ({
  kind: 'invalid',
  code: 'auth/provider-unusable',
  detail: `This identity provider cannot be used. ${why}`,
})
const notCallable = unusable('It does not lead to a public address.')

const unreachable: Rejection = {
  kind: 'unavailable',
  code: 'auth/provider-unreachable',
  detail: 'The identity provider does not answer as it should. Try again in a while.',
  facts: { retryAfterSeconds: 5 },
}
