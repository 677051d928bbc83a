/** What every reply says to browsers: run nothing of it, guess nothing about it, show it inside nothing. */

export type SecurityHeaders = Readonly<Record<string, string>>

/** Pages set their own policy over this one. */
const always: SecurityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}

const yearSeconds = 31_536_000

/** @param behindTls  told by whoever runs the exchange: on a bare port the promise to speak TLS only would lock people out */
export const securityHeaders = (behindTls: boolean): SecurityHeaders =>
  behindTls ? { ...always, 'strict-transport-security': `max-age=${yearSeconds}; includeSubDomains` } : always
