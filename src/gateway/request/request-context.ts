/** What the gateway knows of a request before any service hears of it: who, under which trace, since when. */
import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { hasRole, type Access, type Authenticate, type Caller, type Credentials } from '../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import type { Actor } from '../../infrastructure/store/commit-log.ts'
import { withLengths } from './request-fingerprint.ts'

export type RequestIds = {
  /** The client's own id of a request where it is one, else the next. */
  readonly of: (request: IncomingMessage) => string
  readonly next: () => string
}

/** @param processId  begins every id, so that those of several processes never meet */
export function requestIds(processId: string): RequestIds {
  let requests = 0
  const next = (): string => `${processId}${(requests += 1).toString(36)}`
  return {
    next,
    of({ headers }) {
      const given = headers['x-request-id']
      return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : next()
    },
  }
}

/** The caller, if no look-up is needed to know it. A refusal is left to whoever asks next and waits for the answer. */
export function knownCaller(authenticate: Authenticate, credentials: Credentials): Caller | undefined {
  try {
    const known = authenticate(credentials)
    if (!(known instanceof Promise)) return known
    known.catch(() => undefined)
    return undefined
  } catch {
    return undefined
  }
}

/** Throws unless the route lets this caller in. */
export function assertAccess(access: Access, caller: Caller): void {
  const refusal = refusalOf(access, caller)
  if (refusal) throw new Rejected(refusal)
}

/** Why a route does not let this caller in. */
export function refusalOf(access: Access, caller: Caller): Rejection | undefined {
  if (access.kind === 'public') return undefined
  return caller.kind === 'anonymous' ? signIn : refuse(access, caller)
}

function refuse(
  access: Exclude<Access, { kind: 'public' }>,
  caller: Exclude<Caller, { kind: 'anonymous' }>,
): Rejection | undefined {
  switch (access.kind) {
    case 'operator':
      return caller.kind === 'operator'
        ? undefined
        : notAllowed('Only the operator, from the command line, may do this.')
    case 'staff':
      return caller.kind === 'staff' ? undefined : notAllowed('Only platform staff may do this.')
    case 'account':
      return caller.kind === 'user' ? undefined : notAllowed('Only a signed-in user may do this.')
    case 'person':
      return caller.kind === 'user' || caller.kind === 'staff'
        ? undefined
        : notAllowed('Only a person who signed in may do this.')
    case 'member':
    case 'member-or-staff': {
      if (caller.kind === 'staff' && access.kind === 'member-or-staff') return undefined
      if (caller.kind !== 'user' && caller.kind !== 'api-key')
        return notAllowed('Only a member of an organisation may do this.')
      if (!caller.acting) return noOrganisation
      if (hasRole(caller.acting.role, access.roles)) return undefined
      return notAllowed(
        `Your role "${caller.acting.role}" does not include this; it takes one of ${[...(access.roles ?? []), 'admin', 'owner'].join(', ')}.`,
      )
    }
  }
}

const signIn: Rejection = {
  kind: 'unauthenticated',
  code: 'gateway/not-signed-in',
  detail: 'Send an access token: `Authorization: Bearer …`, from POST /v1/auth/token.',
}
const notAllowed = (detail: string): Rejection => ({ kind: 'forbidden', code: 'gateway/not-allowed', detail })
const noOrganisation: Rejection = {
  kind: 'forbidden',
  code: 'gateway/no-organisation',
  detail: 'You belong to several organisations or to none: name the one you act for in the header `FX-Organisation`.',
}

/** Who acts, as the commit log keeps it. */
export const actorOf = (caller: Caller): Actor => {
  switch (caller.kind) {
    case 'user':
      return { kind: 'user', id: caller.userId }
    case 'api-key':
      return { kind: 'api-key', id: caller.keyId }
    case 'staff':
      return { kind: 'staff', id: caller.staffId }
    case 'operator':
      return { kind: 'system', id: 'operator' }
    case 'anonymous':
      return { kind: 'system', id: 'anonymous' }
  }
}

/**
 * The scope of an idempotency key: tenant, route and actor, so that no key ever replays for somebody else. Who is
 * anonymous may be anybody: there the scope is the request itself, of which `request` is the fingerprint.
 */
export const scopeOf = (caller: Caller, operationId: string, request: string): string => {
  const { kind, id } = actorOf(caller)
  const organisation =
    (caller.kind === 'user' || caller.kind === 'api-key') && caller.acting ? caller.acting.organisationId : ''
  const who = caller.kind === 'anonymous' ? request : id
  return `${operationId}\n${organisation}\n${kind}\n${who}`
}

/** What a key is remembered as: no secret goes into it but, where the scope is a fingerprint, one that is keyed already. */
export const repeatKeyOf = (scope: string, key: string): string =>
  hash('sha256', withLengths([scope, key]), 'base64url').slice(0, 32)
