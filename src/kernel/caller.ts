/** Who is asking. Everything that decides what somebody may do or see starts from this one value. */

/** What a member may do in an organisation; `owner` and `admin` may do what every other role may. */
export type Role = 'owner' | 'admin' | 'buyer' | 'seller' | 'approver' | 'quality' | 'viewer'

export const roles = [
  'owner',
  'admin',
  'buyer',
  'seller',
  'approver',
  'quality',
  'viewer',
] as const satisfies readonly Role[]

/** The organisation a caller acts for, and as what. */
export type Acting = { readonly organisationId: string; readonly role: Role }

export type Anonymous = { readonly kind: 'anonymous' }
export type UserCaller = {
  readonly kind: 'user'
  readonly userId: string
  readonly sessionId: string
  /** Absent while a user acts for no organisation. */
  readonly acting?: Acting
  /** The only organisation that this sign-in is good for: its identity provider vouched for it. */
  readonly boundTo?: string
}
export type ApiKeyCaller = { readonly kind: 'api-key'; readonly keyId: string; readonly acting: Acting }
/** Platform staff: verifies organisations; belongs to none. */
export type StaffCaller = { readonly kind: 'staff'; readonly staffId: string; readonly sessionId: string }
/** Whoever can read the data folder's secret: the person who runs the exchange, at its command line. */
export type OperatorCaller = { readonly kind: 'operator' }

export type Caller = Anonymous | UserCaller | ApiKeyCaller | StaffCaller | OperatorCaller

/** A user or a key that acts for an organisation. */
export type MemberCaller = (UserCaller & { readonly acting: Acting }) | ApiKeyCaller

/** Somebody who signed in with an account of their own. */
export type PersonCaller = UserCaller | StaffCaller

/** Which callers a route lets in; everybody else is refused before the handler runs. */
export type Access =
  | { readonly kind: 'public' }
  /** Any signed-in user. */
  | { readonly kind: 'account' }
  /** Any person who signed in, a user or platform staff: what each does for themselves. */
  | { readonly kind: 'person' }
  /** A member of the acting organisation with one of the roles; without `roles`, any. */
  | { readonly kind: 'member'; readonly roles?: readonly Role[] }
  /** A member as above, or platform staff. */
  | { readonly kind: 'member-or-staff'; readonly roles?: readonly Role[] }
  | { readonly kind: 'staff' }
  | { readonly kind: 'operator' }

/** What a request, or a connection that stays open, came in with. */
export type Credentials = { readonly authorization: string | undefined; readonly organisation: string | undefined }

/** Turns credentials into a caller; throws `Rejected` (unauthenticated) for any that are not whole. */
export type Authenticate = (credentials: Credentials) => Caller | Promise<Caller>

/** Whether a role satisfies a list: `owner` and `admin` always do. */
export const hasRole = (role: Role, allowed: readonly Role[] | undefined): boolean =>
  allowed === undefined || role === 'owner' || role === 'admin' || allowed.includes(role)

/** The organisation a caller acts for, if any. */
export const actingOrganisation = (caller: Caller): string | undefined =>
  caller.kind === 'user'
    ? caller.acting?.organisationId
    : caller.kind === 'api-key'
      ? caller.acting.organisationId
      : undefined

/** The user or the key that acts: whoever is named as having done it. */
export const actorId = (caller: MemberCaller): string => (caller.kind === 'user' ? caller.userId : caller.keyId)
