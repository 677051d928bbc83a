/**
 * What a refusal is called in a log that watches for attacks: names of the OWASP Logging Vocabulary, which tools that
 * read logs know.
 */

const byCode: Readonly<Record<string, string>> = {
  'auth/wrong-credentials': 'authn_login_fail',
  'auth/invalid-token': 'authn_login_fail',
  'auth/invalid-operator-token': 'authn_login_fail',
  'auth/invalid-grant': 'authn_login_fail',
  'auth/wrong-client': 'authn_login_fail',
  'auth/wrong-code': 'authn_login_fail',
  'auth/wrong-passkey': 'authn_login_fail',
  'auth/invalid-second-factor-token': 'authn_login_fail',
  'auth/invalid-provider-sign-in': 'authn_login_fail',
  'auth/provider-refused': 'authn_login_fail',
  'auth/provider-not-believed': 'authn_login_fail',
  'auth/provider-address-not-verified': 'authn_login_fail',
  'auth/provider-address-foreign': 'authn_login_fail',
  'auth/not-known-to-organisation': 'authn_login_fail',
  'auth/other-identity-linked': 'authn_login_fail',
  'auth/identity-taken': 'authn_login_fail',
  'auth/provider-required': 'authz_fail',
  'auth/own-sign-in-needed': 'authz_fail',
  'auth/second-factor-locked': 'authn_login_fail_max',
  'auth/too-many-failures': 'authn_login_fail_max',
  'gateway/not-signed-in': 'authz_fail',
  'gateway/not-allowed': 'authz_fail',
  'gateway/no-organisation': 'authz_fail',
  'gateway/quota-exceeded': 'excess_rate_limit_exceeded',
  'gateway/unknown-origin': 'malicious_csrf',
  'gateway/repeated-header': 'malicious_extraneous',
  'gateway/unknown-host': 'malicious_extraneous',
  'gateway/malformed-path': 'malicious_direct_reference',
  'gateway/method-not-allowed': 'input_validation_fail',
  'gateway/url-too-long': 'input_validation_fail',
  'gateway/headers-too-large': 'input_validation_fail',
  'gateway/malformed-body': 'input_validation_fail',
  'gateway/invalid-body': 'input_validation_fail',
  'gateway/invalid-query': 'input_validation_fail',
  'gateway/invalid-path': 'input_validation_fail',
  'gateway/invalid-cursor': 'input_validation_fail',
  'gateway/body-too-large': 'input_validation_fail',
  'gateway/body-unexpected': 'input_validation_fail',
  'gateway/unsupported-media-type': 'upload_validation',
  'idempotency/other-payload': 'input_validation_fail',
  'order/too-many-unanswered': 'excess_rate_limit_exceeded',
  'graphql/malformed-request': 'input_validation_fail',
  'graphql/invalid-document': 'input_validation_fail',
  'graphql/circular-fragment': 'input_validation_fail',
  'graphql/too-much': 'input_validation_fail',
  'graphql/mutation-by-get': 'input_validation_fail',
  'graphql/not-persisted': 'input_validation_fail',
  'graphql/unknown-document': 'input_validation_fail',
  'graphql/closed': 'authz_fail',
  'graphql/too-many-subscriptions': 'excess_rate_limit_exceeded',
}

/** What is another's and what does not exist are refused alike: whoever tries ids one by one shows by how many they are. */
const UNKNOWN_RECORD = /^(?!country|currency|gateway|graphql|live)[a-z-]+[/]unknown$/
/** A step before its time, or a second time: now and then a mistake, by the hundred somebody who looks for a gap. */
const OUT_OF_TURN = /[/]not-in-this-state$/

/** Of several refusals in one answer the one to be logged: one that may be an attack, if any is. */
export const gravestOf = (codes: readonly string[]): string | undefined =>
  codes.find((code) => securityEventOf(code) !== undefined) ?? codes[0]

/** Undefined for refusals that are part of everybody's day, such as a change that somebody else made before. */
export function securityEventOf(code: string): string | undefined {
  const named = byCode[code]
  if (named !== undefined) return named
  if (UNKNOWN_RECORD.test(code)) return 'malicious_direct_reference'
  return OUT_OF_TURN.test(code) ? 'sequence_fail' : undefined
}
