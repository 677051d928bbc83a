/** What a refusal looks like, everywhere: a kind of ten, a code that never changes, a sentence for people. */

/** The ten kinds; the gateway alone knows which HTTP status each becomes. */
export type RejectionKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'stale'
  | 'invalid'
  | 'unguarded'
  | 'too-many'
  | 'unavailable'

/** One field that was refused. `pointer` is a JSON pointer (RFC 6901) into the request body, such as `/lines/0/quantity`. */
export type FieldError = { readonly pointer: string; readonly detail: string }

export type Rejection = {
  readonly kind: RejectionKind
  /** `service/what-is-wrong`, stable over releases: clients branch on it. */
  readonly code: `${string}/${string}`
  /** A sentence that says what is wrong and, where there is one, the remedy. */
  readonly detail: string
  /** Which fields were refused. */
  readonly errors?: readonly FieldError[]
  /** Machine-readable context, such as the state a record is in. Never personal, never another party's. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** The one exception of the shell: carries a rejection up to the gateway. */
export class Rejected extends Error {
  override name = 'Rejected'
  readonly rejection: Rejection
  constructor(rejection: Rejection) {
    super(`${rejection.code}: ${rejection.detail}`)
    this.rejection = rejection
  }
}

/** An `invalid` rejection that names one field. */
export const invalidField = (code: Rejection['code'], pointer: string, detail: string): Rejection => ({
  kind: 'invalid',
  code,
  detail,
  errors: [{ pointer, detail }],
})
