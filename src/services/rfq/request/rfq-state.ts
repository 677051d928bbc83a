/** What an RFQ's history adds up to, and what it is at a moment: its deadline is judged by the clock, not by a job. */
import type { Money } from '../../../kernel/money.ts'
import type { Instant } from '../../../kernel/time.ts'
import type { RfqDetails } from './rfq-details.ts'
import type { LineQuantity, RfqEvent } from './rfq-events.ts'

/** As commanded; whether a published one is still open depends on the time. */
export type RfqPhase = 'draft' | 'published' | 'closed' | 'part-awarded' | 'awarded' | 'cancelled'
export const rfqStatuses = ['draft', 'published', 'closed', 'expired', 'part-awarded', 'awarded', 'cancelled'] as const
export type RfqStatus = (typeof rfqStatuses)[number]

export type ReceivedQuote = {
  readonly quoteId: string
  readonly supplierId: string
  readonly version: number
  readonly withdrawn: boolean
}
export type RecordedAward = {
  readonly awardId: string
  readonly status: 'pending-approval' | 'approved' | 'rejected'
  readonly total: Money
  readonly lines: readonly LineQuantity[]
  readonly final: boolean
}
export type Extension = {
  readonly at: string
  readonly by: string
  readonly from: Instant
  readonly to: Instant
  readonly reason: string
}

export type KnownRfq = {
  readonly phase: RfqPhase
  readonly number: number
  readonly buyerId: string
  readonly createdBy: string
  readonly details: RfqDetails
  readonly quotes: readonly ReceivedQuote[]
  readonly awards: readonly RecordedAward[]
  readonly extensions: readonly Extension[]
  readonly publishedAt?: string
  readonly closedAt?: string
  readonly cancellation?: { readonly at: string; readonly reason: string }
  /** How often, and when last, it changed for suppliers to see: the stream's own count would tell of others' quotes. */
  readonly shown: { readonly changes: number; readonly at: string }
}
export type Rfq = { readonly phase: 'absent' } | KnownRfq

/** What it is at a moment. Past its deadline it is closed, or expired where nobody answered. */
export function rfqStatusAt(state: KnownRfq, at: string): RfqStatus {
  if (state.phase !== 'published' || at < state.details.deadline) return state.phase
  return hasAnswers(state) ? 'closed' : 'expired'
}

export const hasAnswers = ({ quotes }: Pick<KnownRfq, 'quotes'>): boolean => quotes.some((quote) => !quote.withdrawn)

export const isOpenAt = (state: KnownRfq, at: string): boolean => rfqStatusAt(state, at) === 'published'

/** Whether awards may be proposed. */
export const isAwardable = (status: RfqStatus): boolean => status === 'closed' || status === 'part-awarded'

/** What awards take of each line: those approved, and with `pending` also those that wait for approval. */
export function awardedQuantities(state: KnownRfq, pending: 'with pending' | 'approved'): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { status, lines } of state.awards) {
    if (status === 'rejected' || (status === 'pending-approval' && pending === 'approved')) continue
    for (const { line, quantity } of lines) sums.set(line, (sums.get(line) ?? 0) + quantity)
  }
  return sums
}

/** The lines of which nothing more will be awarded. */
export function settledLines(state: KnownRfq): readonly string[] {
  const approved = awardedQuantities(state, 'approved')
  const final = state.awards.some((award) => award.final && award.status === 'approved')
  return state.details.lines
    .filter(({ id, quantity }) => final || (approved.get(id) ?? 0) >= quantity)
    .map(({ id }) => id)
}

export function evolveRfq(state: Rfq, event: RfqEvent): Rfq {
  if (event.type === 'rfq/drafted') {
    const { at, by, number, buyerId, details } = event
    return {
      phase: 'draft',
      number,
      buyerId,
      createdBy: by,
      details,
      quotes: [],
      awards: [],
      extensions: [],
      shown: { changes: 0, at },
    }
  }
  return state.phase === 'absent' ? state : evolveKnown(state, event)
}

function evolveKnown(state: KnownRfq, event: Exclude<RfqEvent, { type: 'rfq/drafted' }>): KnownRfq {
  const { at, by } = event
  const shown = { changes: state.shown.changes + 1, at }
  switch (event.type) {
    case 'rfq/changed':
      return { ...state, details: event.details }
    case 'rfq/published':
      return { ...state, phase: 'published', publishedAt: at, shown }
    case 'rfq/deadline-extended': {
      const { from, deadline, reason } = event
      const extensions = [...state.extensions, { at, by, from, to: deadline, reason }]
      return { ...state, details: { ...state.details, deadline }, extensions, shown }
    }
    case 'rfq/closed':
      return { ...state, phase: 'closed', closedAt: at, shown }
    case 'rfq/cancelled':
      return { ...state, phase: 'cancelled', cancellation: { at, reason: event.reason }, shown }
    case 'rfq/quote-received': {
      const { quoteId, supplierId, version } = event
      const others = state.quotes.filter((quote) => quote.quoteId !== quoteId)
      return { ...state, quotes: [...others, { quoteId, supplierId, version, withdrawn: false }] }
    }
    case 'rfq/quote-withdrawn':
      return {
        ...state,
        quotes: state.quotes.map((quote) => (quote.quoteId === event.quoteId ? { ...quote, withdrawn: true } : quote)),
      }
    case 'rfq/award-proposed': {
      const { awardId, total, lines, final } = event
      return { ...state, awards: [...state.awards, { awardId, status: 'pending-approval', total, lines, final }] }
    }
    case 'rfq/award-approved':
      return withAwardSettled(state, event.awardId, 'approved')
    case 'rfq/award-rejected':
      return withAwardSettled(state, event.awardId, 'rejected')
  }
}

function withAwardSettled(state: KnownRfq, awardId: string, status: 'approved' | 'rejected'): KnownRfq {
  const awards = state.awards.map((award) => (award.awardId === awardId ? { ...award, status } : award))
  const next = { ...state, awards }
  if (status === 'rejected') return next
  return { ...next, phase: settledLines(next).length === state.details.lines.length ? 'awarded' : 'part-awarded' }
}
