/** The REST face of verification: one request for most trails; a long one is gone on with, request by request. */
import { Type, type Static } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { auditors, namedTrail } from './audit-policies.ts'
import { trailQuery, VerificationBody, verifySecondsMax } from './audit-schemas.ts'
import { decodeHash, encodeHash } from '../trail/audit-view.ts'
import { flawKinds } from '../verification/trail-flaw.ts'
import { segmentWidth } from '../verification/trail-segment.ts'
import { levelsOf, type VerifiedPlace } from '../verification/trail-verified.ts'
import type { Verification, VerifyAsked } from '../verification/verify-trail.ts'

export type VerificationNeeds = {
  readonly verify: (asked: Omit<VerifyAsked, 'sealer'>) => Promise<Verification>
  /** Seals what a client is given to go on with, and refuses what was made up. */
  readonly cursors: {
    seal(list: string, place: string): string
    open(list: string, cursor: string): string
  }
  readonly monotonicMs: () => number
}

/** What is under way when the time is up takes a moment longer, and in a log of others' commits some seconds. */
const verifyTimeoutMs = 30_000

const Query = Type.Object({
  ...trailQuery,
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 4_096,
      description: '`next` of the answer before: verification goes on from there.',
    }),
  ),
  seconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: verifySecondsMax,
      description: `How long to work before answering with \`next\`: ${verifySecondsMax} unless said.`,
    }),
  ),
})

export function verificationRoute({ verify, cursors, monotonicMs }: VerificationNeeds): Route {
  let underWay = false
  return route({
    method: 'GET',
    path: '/v1/audit/verification',
    operationId: 'verifyAuditTrail',
    tag: 'Audit',
    summary: 'Recompute the trail from the log, and name what is wrong',
    access: auditors,
    limit: 'heavy',
    description:
      'Compares every entry with the log, and chain and tree with every signed checkpoint. One at a time. A long trail ' +
      'is answered with `next`: ask again with it as `cursor`, at any time and of any process, until it is null.',
    timeoutMs: verifyTimeoutMs,
    query: Query,
    reply: VerificationBody,
    refusals: [
      'audit/other-organisation',
      'audit/verification-under-way',
      'audit/verification-too-long',
      'gateway/invalid-cursor',
    ],
    async handle({ query, caller }) {
      const organisationId = namedTrail(caller, query.organisationId)
      const list = `audit/verification ${organisationId}`
      const from = query.cursor === undefined ? undefined : decodePlace(cursors.open(list, query.cursor))
      if (underWay) throw new Rejected(verificationUnderWay)
      underWay = true
      // A second less than the gateway waits.
      const signal = AbortSignal.timeout(verifyTimeoutMs - 1_000)
      const until = monotonicMs() + (query.seconds ?? verifySecondsMax) * 1_000
      try {
        const verification = await verify({ organisationId, from, isTimeUp: () => monotonicMs() >= until, signal })
        return { body: present(verification, (place) => cursors.seal(list, encodePlace(place))) }
      } catch (error) {
        throw signal.aborted ? new Rejected(verificationTooLong) : error
      } finally {
        underWay = false
      }
    },
  })
}

const present = (
  { flaw, next, ...rest }: Verification,
  sealPlace: (place: VerifiedPlace) => string,
): Static<typeof VerificationBody> => ({
  ...rest,
  isIntact: next ? null : flaw === null,
  firstWrong: flaw && { ...flaw, detail: flawKinds[flaw.what] },
  next: next ? sealPlace(next) : null,
})

const encodePlace = ({ segments, after, chain, frontier, compared, signedSize }: VerifiedPlace): string =>
  JSON.stringify([
    segments,
    after,
    compared,
    signedSize,
    encodeHash(chain),
    ...frontier.map(({ hash }) => encodeHash(hash)),
  ])

/** What its seal vouches for was written above. */
function decodePlace(text: string): VerifiedPlace {
  const [segments, after, compared, signedSize, chain, ...roots] = JSON.parse(text) as [
    number,
    string,
    number,
    number,
    string,
    ...string[],
  ]
  const frontier = levelsOf(segments * segmentWidth).map((level, n) => ({ level, hash: decodeHash(roots[n] ?? '') }))
  return { segments, after, compared, signedSize, chain: decodeHash(chain), frontier }
}

const verificationUnderWay: Rejection = {
  kind: 'too-many',
  code: 'audit/verification-under-way',
  detail: 'A verification is under way, and each reads much of the log. Send the request again in some seconds.',
  facts: { retryAfterSeconds: 5 },
}
const verificationTooLong: Rejection = {
  kind: 'unavailable',
  code: 'audit/verification-too-long',
  detail: 'The log could not be read in time. Verify at a quieter hour, or ask for proofs of the entries that matter.',
  facts: { retryAfterSeconds: 600 },
}
