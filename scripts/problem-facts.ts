/**
 * What a program is told beside a problem's code: of machines, the status and what is allowed, as trying all of them
 * shows; of the others as it stands here. The client's types are made of it, and whole-exchange tests hold what they meet
 * against it. A code that is not here has facts of no declared form, or none.
 */
import { Type, type TSchema } from 'typebox'
import { problems } from '../src/composition/service-catalogue.ts'
import { attemptsOf } from '../test/machines/machine.ts'
import { machines } from '../test/machines/machines.ts'
import type { DescribedProblems } from './sdk-source.ts'

type Facts = Readonly<Record<string, TSchema>>

const text = Type.String()
const number = Type.Number()
const time = Type.String({ format: 'date-time' })
const optional = Type.Optional
/** Also said by `Retry-After`. */
const later: Facts = { retryAfterSeconds: number }
/** By its name in /v1 and by that in /v2: problems are the same in both. */
const ofLine: Facts = { line: text, lineId: text }
const standing: Facts = { status: text, allowed: Type.Array(text) }

const declared: Readonly<Record<string, Facts>> = {
  'analytics/newer-schema': later,
  'analytics/not-installed': { ...later, command: text },
  'analytics/unavailable': later,
  'as-of/not-yet': { createdAt: time },
  'audit/verification-too-long': later,
  'audit/verification-under-way': later,
  'auth/provider-not-believed': { reason: text },
  'auth/provider-refused': { error: text },
  'auth/provider-required': { organisationIds: Type.Array(text) },
  'auth/provider-unreachable': later,
  'auth/second-factor-needed': { secondFactorToken: text, expiresInSeconds: number },
  'auth/too-many-failures': later,
  'award/more-than-asked': { line: optional(text), lineId: optional(text), left: number },
  'award/more-than-offered': { left: number },
  'award/no-exchange-rate': { from: text, to: text },
  'claim/more-than-conceded': { conceded: number, credited: number, asked: number },
  'claim/more-than-received': { received: number, claimed: number, asked: number },
  'claim/no-credit-due': { remedy: text },
  'claim/not-judged': { outcome: text },
  'claim/too-late': { kind: text, receivedAt: time, claimBy: time },
  'credit-note/advance-deducted': { invoiceId: text },
  'credit-note/more-than-invoiced': { left: number },
  'customer-group/too-many': { organisationId: text, max: number },
  'gateway/as-of-not-reached': later,
  'gateway/caller-unknown': later,
  'gateway/quota-exceeded': { ...later, policy: text },
  'graphql/too-much': { limit: text, atMost: number },
  'idempotency/in-flight': later,
  'invoice/blocked': {
    mismatches: Type.Array(Type.Object({ deliveryId: text, invoiced: number, payable: number, beyond: number })),
  },
  'invoice/more-than-agreed': { deliveryId: text, invoiced: number, atMost: number, asked: number },
  'invoice/more-than-due': { open: number, asked: number },
  'invoice/not-an-export': { destination: text },
  'invoice/not-intra-community': { destination: text },
  'live/too-many-connections': later,
  'lot/code-taken': { lotId: text },
  'order/change-overtaken': { agreed: number, now: number },
  'order/less-than-left': { deliveryId: text, committed: number, asked: number },
  'order/more-than-open': { deliveryId: text, open: number, asked: number },
  'order/not-settled': { deliveries: Type.Array(text), openToShip: Type.Array(number) },
  'order/nothing-to-come': { deliveryId: text },
  'order/price-changed': { ...ofLine, was: text, is: optional(text) },
  'order/stock-short': { deliveryId: text, free: number, asked: number },
  'organisation/beyond-budget': { period: text, currency: text, left: number, asked: number },
  'organisation/not-verified': { verification: text },
  'organisation/too-many-invitations': later,
  'passwords/busy': later,
  'price-list/too-many': {
    organisationId: optional(text),
    customerGroupId: optional(text),
    audience: optional(text),
    max: number,
  },
  'product/sku-taken': { productId: text },
  'quantity/below-minimum': { minimum: number, increment: number, above: number },
  'quantity/off-increment': { increment: number, below: optional(number), above: number },
  'quote/more-than-offered': { ...ofLine, offered: number },
  'quote/superseded': { version: number, present: number },
  'rfq/not-open': { deadline: time, allowed: Type.Array(text) },
  'rfq/quote-expired': { validUntil: time },
  'shipment/more-than-there': { there: number, asked: number },
  'spool/no-room': later,
  'stock/already-picked': { picked: number },
  'stock/lot-unfit': { lotId: text },
  'stock/not-picked': { picked: number },
  'stock/pick-exceeds': { pickable: number },
  'stock/release-exceeds': { releasable: number },
  'store/contended': later,
  'store/outcome-unknown': later,
  'store/stale-version': { expectedVersion: number, currentVersion: number },
  'store/unanswered': later,
  'store/unavailable': later,
  'webhook/contended': later,
  'webhook/queue-full': later,
}

export const describedProblems = (): DescribedProblems => ({ codes: Object.keys(problems), facts: problemFacts() })

/** The form of the facts of each code that has one, by code. */
export function problemFacts(): ReadonlyMap<string, TSchema> {
  const of = new Map(Object.entries(declared))
  for (const [code, isAlways] of standingCodes()) if (isAlways) of.set(code, { ...standing, ...of.get(code) })
  return new Map([...of].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, facts]) => [code, Type.Object({ ...facts })]))
}

/** Refusals of machines, each with whether it always says the status and what is allowed. */
function standingCodes(): ReadonlyMap<string, boolean> {
  const codes = new Map<string, boolean>()
  for (const { outcome } of machines.flatMap(attemptsOf)) {
    if (typeof outcome === 'string') continue
    const { code, facts } = outcome
    codes.set(code, codes.get(code) !== false && facts?.['status'] !== undefined && facts['allowed'] !== undefined)
  }
  return codes
}
