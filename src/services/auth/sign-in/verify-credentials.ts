/**
 * Says who a request comes from. What was once found whole is remembered under the header's own text, so that the next
 * request costs one look into a map; a change to any stream that the answer rests on makes it be forgotten at once.
 */
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Acting, Authenticate, Caller } from '../../../kernel/caller.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { MembershipsOf } from '../../organisation/contract.ts'
import { secretOf } from '../api-key/api-key.ts'
import { accountsOf } from '../account/account-view.ts'
import { apiKeyAggregate } from '../api-key/api-key-view.ts'
import { sessionAggregate } from '../session/session-view.ts'
import { generationOf, invalidToken, type AccessTokens, type TokenSubject } from '../tokens/issue-access-token.ts'
import { endOfSession } from '../session/session.ts'
import { keyMakerStreams, verifyKeyMaker } from '../api-key/verify-key-maker.ts'
import { isProviderRequired, isVouchedFor, providerRequired, vouchingStreams } from '../provider/verify-vouching.ts'
import type { VerifyOperator } from '../tokens/verify-operator.ts'

export type CredentialNeeds = {
  readonly accessTokens: AccessTokens
  readonly readState: ReadState
  readonly memberships: MembershipsOf
  readonly clock: Clock
  readonly operator: VerifyOperator
}

export type Credentials = {
  /** What the gateway asks of each request: at once for callers that are known. Throws `Rejected` for wrong credentials. */
  readonly authenticate: Authenticate
  /** Forgets what rests on these streams; to be told of every commit. */
  readonly onCommitted: (streams: readonly string[]) => void
}

type Known = {
  readonly authorization: string
  readonly endsAtMs: number
  readonly streams: readonly string[]
  /** By the acting organisation that was named. */
  readonly callers: Map<Named, Checked>
}
/** As the header has it; undefined where there was none. */
type Named = string | undefined
type Checked = { readonly caller: Caller; readonly checkedAtMs: number }

/** Other processes end sessions too, and their commits are not heard of here: after this long it is looked up again. */
const recheckMs = 4_000
const rememberedMax = 10_000
const organisationsMax = 20
/** A token is told from others by the end of its signature; hashing all of its text would cost more than the rest. */
const tailOf = (authorization: string): string => authorization.slice(-32)
const anonymous: Caller = { kind: 'anonymous' }
const BEARER = /^bearer +([\w.~+/=-]+)$/i
const ORGANISATION_ID = /^org_[0-9a-f]{32}$/
const OPERATOR = /^operator +(\S+)$/i

export function verifyCredentials(needs: CredentialNeeds): Credentials {
  const { clock } = needs
  const known = new Map<string, Known>()
  const restingOn = new Map<string, Set<string>>()
  const underWay = new Map<string, Promise<Caller>>()
  let changes = 0

  const forget = (tail: string): void => {
    const entry = known.get(tail)
    if (!entry) return
    known.delete(tail)
    for (const stream of entry.streams) {
      const resting = restingOn.get(stream)
      resting?.delete(tail)
      if (resting?.size === 0) restingOn.delete(stream)
    }
  }
  const remember = (authorization: string, organisation: Named, { caller, lifeMs, streams }: Found): void => {
    const now = clock.monotonicMs()
    const tail = tailOf(authorization)
    const earlier = known.get(tail)
    const callers = earlier?.authorization === authorization ? earlier.callers : new Map<Named, Checked>()
    forget(tail)
    if (callers.size >= organisationsMax) callers.clear()
    callers.set(organisation, { caller, checkedAtMs: now })
    known.set(tail, { authorization, endsAtMs: now + lifeMs, streams, callers })
    for (const stream of streams) {
      const resting = restingOn.get(stream)
      if (resting) resting.add(tail)
      else restingOn.set(stream, new Set([tail]))
    }
    if (known.size > rememberedMax) forget(known.keys().next().value!)
  }
  const look = async (authorization: string, organisation: Named): Promise<Caller> => {
    const before = changes
    const found = await findCaller(needs, authorization, organisation)
    // What changed meanwhile may be what was looked at: it is looked at again next time.
    if (found.lifeMs > 0 && before === changes) remember(authorization, organisation, found)
    return found.caller
  }
  // Many requests with one token come at once; the first of them looks it up for all.
  const find = (authorization: string, organisation: Named): Promise<Caller> => {
    const key = JSON.stringify([authorization, organisation ?? null, changes])
    const looking = underWay.get(key) ?? look(authorization, organisation).finally(() => underWay.delete(key))
    underWay.set(key, looking)
    return looking
  }

  return {
    authenticate({ authorization, organisation }) {
      if (authorization === undefined) return anonymous
      const entry = known.get(tailOf(authorization))
      if (entry?.authorization === authorization) {
        const now = clock.monotonicMs()
        const checked = entry.callers.get(organisation)
        if (checked && now < entry.endsAtMs && now - checked.checkedAtMs < recheckMs) return checked.caller
      }
      return find(authorization, organisation)
    },
    onCommitted(streams) {
      for (const stream of streams) {
        if (!/^(session|user|staff|membership|apikey|identityprovider|providerlink)-/.test(stream)) continue
        changes += 1
        for (const tail of restingOn.get(stream) ?? []) forget(tail)
      }
    },
  }
}

/** `lifeMs`: how long it may be remembered; 0 for never. */
type Found = { readonly caller: Caller; readonly lifeMs: number; readonly streams: readonly string[] }

async function findCaller(needs: CredentialNeeds, authorization: string, organisation: Named): Promise<Found> {
  const [, ofOperator] = OPERATOR.exec(authorization) ?? []
  if (ofOperator !== undefined) {
    await needs.operator(ofOperator)
    return { caller: { kind: 'operator' }, lifeMs: 0, streams: [] }
  }
  const [, token] = BEARER.exec(authorization) ?? []
  if (token === undefined) throw new Rejected(invalidToken)
  const subject = await needs.accessTokens.verify(token)
  if (organisation !== undefined && !ORGANISATION_ID.test(organisation)) throw new Rejected(organisationMalformed)
  const found = await findSubject(needs, subject, organisation)
  // Who has no organisation may have been let into one a moment ago, through another process: that is looked up each time.
  const mayJoin = found.caller.kind === 'user' && found.caller.acting === undefined
  return { ...found, lifeMs: mayJoin ? 0 : subject.endsAt - Date.parse(needs.clock.now()) }
}

async function findSubject(
  { readState, memberships, clock }: CredentialNeeds,
  { kind, id, sessionId }: TokenSubject,
  organisation: Named,
): Promise<Omit<Found, 'lifeMs'>> {
  if (kind === 'api-key') {
    const { state: key } = await readState(apiKeyAggregate, id)
    const secret = secretOf(key, generationOf(sessionId), clock.now())
    if (key.status === 'absent' || secret === undefined) throw new Rejected(invalidToken)
    if (!(await verifyKeyMaker({ readState, memberships }, key, secret))) throw new Rejected(invalidToken)
    if (organisation !== undefined && organisation !== key.organisationId) throw new Rejected(notMember)
    const acting = { organisationId: key.organisationId, role: key.role }
    return { caller: { kind: 'api-key', keyId: id, acting }, streams: [`apikey-${id}`, ...keyMakerStreams(secret)] }
  }
  const [{ state: session }, { state: account }] = await Promise.all([
    readState(sessionAggregate, sessionId),
    readState(accountsOf[kind].accounts, id),
  ])
  if (session.status !== 'open' || session.subject.kind !== kind || session.subject.id !== id)
    throw new Rejected(invalidToken)
  if (account.status !== 'active' || account.credentials !== session.credentials) throw new Rejected(invalidToken)
  if (clock.now() >= endOfSession(session)) throw new Rejected(invalidToken)
  if (!(await isVouchedFor({ read: readState }, session))) throw new Rejected(invalidToken)
  const streams = [`session-${sessionId}`, `${kind}-${id}`, ...vouchingStreams(session)]
  if (kind === 'staff') return { caller: { kind: 'staff', staffId: id, sessionId }, streams }
  const boundTo = session.through?.organisationId
  const acting = actingFor(await memberships(id), organisation, boundTo)
  if (acting && boundTo === undefined && (await isProviderRequired(readState, acting)))
    throw new Rejected(providerRequired([acting.organisationId]))
  return {
    caller: {
      kind: 'user',
      userId: id,
      sessionId,
      ...(acting && { acting }),
      ...(boundTo !== undefined && { boundTo }),
    },
    streams: [...streams, `membership-${id}`, ...(acting ? [`identityprovider-${acting.organisationId}`] : [])],
  }
}

/** The organisation that was named, else the only one; an organisation one is no member of looks like none at all. */
function actingFor(all: readonly Acting[], organisation: Named, boundTo: string | undefined): Acting | undefined {
  const held = boundTo === undefined ? all : all.filter(({ organisationId }) => organisationId === boundTo)
  if (organisation === undefined) return held.length === 1 ? held[0] : undefined
  const acting = held.find(({ organisationId }) => organisationId === organisation)
  if (!acting) throw new Rejected(notMember)
  return acting
}

export const notMember: Rejection = {
  kind: 'forbidden',
  code: 'auth/not-a-member',
  detail: 'You are not a member of the organisation that the header `FX-Organisation` names.',
}

const organisationMalformed: Rejection = {
  kind: 'malformed',
  code: 'auth/organisation-malformed',
  detail: 'The header `FX-Organisation` holds no id of an organisation: send one, or leave the header out.',
  errors: [{ pointer: '/headers/FX-Organisation', detail: 'must match pattern "^org_[0-9a-f]{32}$"' }],
}
