/** A supplier's quote: versions that never change, a time that runs out, and what became of each of its lines. */
import type { Decider } from '../../../kernel/decider.ts'
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { checkedQuote } from './quote-checks.ts'
import { versionsMax, type GivenQuote, type QuoteContent, type QuoteVersion } from './quote-details.ts'

export type AcceptedPortion = {
  readonly line: string
  /** In base units. */
  readonly quantity: number
  readonly unitPrice: Decimal
  readonly orderId: string
}

type Parties = { readonly rfqId: string; readonly buyerId: string; readonly supplierId: string }
type By = { readonly at: string; readonly by: string }

export type QuoteCommand =
  | (By & Parties & { readonly type: 'submit'; readonly content: GivenQuote })
  | (By & { readonly type: 'withdraw'; readonly reason?: string })
  | {
      readonly type: 'accept'
      readonly at: string
      readonly version: number
      readonly portions: readonly AcceptedPortion[]
    }
  | { readonly type: 'reject'; readonly at: string; readonly lines: readonly string[] }

export type QuoteEvent =
  | (By & Parties & { readonly type: 'quote/submitted'; readonly content: QuoteContent })
  | (By & Parties & { readonly type: 'quote/revised'; readonly version: number; readonly content: QuoteContent })
  | (By & Parties & { readonly type: 'quote/withdrawn'; readonly reason?: string })
  | (Parties & {
      readonly type: 'quote/accepted'
      readonly at: string
      readonly version: number
      readonly portions: readonly AcceptedPortion[]
    })
  /** All that its supplier learns of who won. */
  | (Parties & { readonly type: 'quote/rejected'; readonly at: string; readonly lines: readonly string[] })

export const quoteStatuses = ['submitted', 'expired', 'withdrawn', 'accepted', 'rejected'] as const
export type QuoteStatus = (typeof quoteStatuses)[number]
export const lineOutcomes = ['pending', 'accepted', 'rejected'] as const
export type LineOutcome = (typeof lineOutcomes)[number]

export type KnownQuote = Parties & {
  readonly phase: 'known'
  /** Oldest first; the last one holds. */
  readonly versions: readonly QuoteVersion[]
  readonly withdrawn: boolean
  readonly accepted: readonly AcceptedPortion[]
  /** Lines of which nothing, or nothing more, was taken. */
  readonly rejected: readonly string[]
}
export type Quote = { readonly phase: 'absent' } | KnownQuote

export const presentVersion = ({ versions }: KnownQuote): QuoteVersion => versions.at(-1)!

export const outcomeOf = ({ accepted, rejected }: KnownQuote, line: string): LineOutcome =>
  accepted.some((portion) => portion.line === line) ? 'accepted' : rejected.includes(line) ? 'rejected' : 'pending'

/** What it is at a moment: nothing but the clock makes it expire. */
export function quoteStatusAt(state: KnownQuote, at: string): QuoteStatus {
  if (state.accepted.length > 0) return 'accepted'
  if (state.withdrawn) return 'withdrawn'
  const { lines, validUntil } = presentVersion(state)
  if (lines.every(({ line }) => outcomeOf(state, line) === 'rejected')) return 'rejected'
  return at < validUntil ? 'submitted' : 'expired'
}

type Decision = Result<readonly QuoteEvent[]>
type Of<T extends QuoteCommand['type']> = Extract<QuoteCommand, { type: T }>

export const quote: Decider<Quote, QuoteCommand, QuoteEvent> = {
  initialState: { phase: 'absent' },
  decide(command, state): Decision {
    if (command.type === 'submit') return submit(command, state)
    if (state.phase === 'absent') return reject(unknownQuote)
    switch (command.type) {
      case 'withdraw':
        return withdraw(command, state)
      case 'accept':
        return acceptPortions(command, state)
      case 'reject':
        return rejectLines(command, state)
    }
  },
  evolve(state, event): Quote {
    if (event.type === 'quote/submitted') {
      const { at, by, rfqId, buyerId, supplierId, content } = event
      const versions = [{ ...content, version: 1, at, by }]
      return { phase: 'known', rfqId, buyerId, supplierId, versions, withdrawn: false, accepted: [], rejected: [] }
    }
    if (state.phase === 'absent') return state
    switch (event.type) {
      case 'quote/revised': {
        const { at, by, version, content } = event
        return { ...state, versions: [...state.versions, { ...content, version, at, by }], withdrawn: false }
      }
      case 'quote/withdrawn':
        return { ...state, withdrawn: true }
      case 'quote/accepted':
        return { ...state, accepted: [...state.accepted, ...event.portions] }
      case 'quote/rejected':
        return { ...state, rejected: [...state.rejected, ...event.lines] }
    }
  },
}

const partiesOf = ({ rfqId, buyerId, supplierId }: Parties): Parties => ({ rfqId, buyerId, supplierId })

/** The same content again is the same quote: a double click makes no second version. */
function submit(command: Of<'submit'>, state: Quote): Decision {
  const { at, by } = command
  const content = checkedQuote(command.content, at)
  if (!content.ok) return content
  if (state.phase === 'absent')
    return accept([{ type: 'quote/submitted', at, by, ...partiesOf(command), content: content.value }])
  if (state.accepted.length > 0 || state.rejected.length > 0) return reject(alreadySettled(state, at))
  const { version, at: _at, by: _by, ...present } = presentVersion(state)
  if (!state.withdrawn && canonicalJson(present) === canonicalJson(content.value)) return accept([])
  if (version >= versionsMax) return reject(tooManyVersions)
  return accept([{ type: 'quote/revised', at, by, ...partiesOf(state), version: version + 1, content: content.value }])
}

function withdraw({ at, by, reason }: Of<'withdraw'>, state: KnownQuote): Decision {
  if (state.withdrawn) return reject(withdrawnQuote(state, at))
  if (!isOpen(state, at)) return reject(alreadySettled(state, at))
  return accept([{ type: 'quote/withdrawn', at, by, ...partiesOf(state), ...(reason !== undefined && { reason }) }])
}

/** Whether a quote can be accepted at a moment, in the version that was chosen. */
export function acceptableAt(state: KnownQuote, version: number, at: string): Result<QuoteVersion> {
  const present = presentVersion(state)
  if (state.withdrawn) return reject(withdrawnQuote(state, at))
  if (version !== present.version) return reject(superseded(version, present.version))
  if (at >= present.validUntil) return reject(expired(present.validUntil))
  return accept(present)
}

function acceptPortions({ at, version, portions }: Of<'accept'>, state: KnownQuote): Decision {
  const present = acceptableAt(state, version, at)
  if (!present.ok) return present
  const taken = new Map<string, number>()
  for (const { line, quantity } of state.accepted) taken.set(line, (taken.get(line) ?? 0) + quantity)
  for (const { line, quantity } of portions) {
    const offered = present.value.lines.find((each) => each.line === line)
    if (!offered || state.rejected.includes(line)) return reject(notOffered(line))
    const sum = (taken.get(line) ?? 0) + quantity
    if (sum > offered.quantity) return reject(moreThanOffered(line, offered.quantity))
    taken.set(line, sum)
  }
  return accept([{ type: 'quote/accepted', at, ...partiesOf(state), version, portions }])
}

function rejectLines({ at, lines }: Of<'reject'>, state: KnownQuote): Decision {
  if (state.withdrawn) return accept([])
  const offered = presentVersion(state).lines.map(({ line }) => line)
  const lost = offered.filter((line) => lines.includes(line) && outcomeOf(state, line) === 'pending')
  return accept(lost.length === 0 ? [] : [{ type: 'quote/rejected', at, ...partiesOf(state), lines: lost }])
}

export const unknownQuote: Rejection = {
  kind: 'not-found',
  code: 'quote/unknown',
  detail: 'There is no such quote, or you do not take part in it.',
}
/** Whether something of it is still for its supplier to take back. */
const isOpen = (state: KnownQuote, at: string): boolean =>
  state.accepted.length === 0 && quoteStatusAt(state, at) !== 'rejected'

/** What its supplier may ask; what an award does to it follows from the award. */
function standing(state: KnownQuote, at: string): NonNullable<Rejection['facts']> {
  const isSettled = state.accepted.length > 0 || state.rejected.length > 0
  const allowed: readonly QuoteCommand['type'][] = [
    ...(isSettled ? [] : (['submit'] as const)),
    ...(isOpen(state, at) && !state.withdrawn ? (['withdraw'] as const) : []),
  ]
  return { status: quoteStatusAt(state, at), allowed }
}
const alreadySettled = (state: KnownQuote, at: string): Rejection => ({
  kind: 'conflict',
  code: 'quote/settled',
  detail: 'This quote was decided on; it changes no more.',
  facts: standing(state, at),
})
const withdrawnQuote = (state: KnownQuote, at: string): Rejection => ({
  kind: 'conflict',
  code: 'quote/withdrawn',
  detail: 'This quote was withdrawn by its supplier.',
  facts: standing(state, at),
})
const tooManyVersions: Rejection = {
  kind: 'conflict',
  code: 'quote/too-many-versions',
  detail: `A quote has at most ${versionsMax} versions.`,
}
const superseded = (version: number, present: number): Rejection => ({
  kind: 'conflict',
  code: 'quote/superseded',
  detail: `Version ${version} was superseded: version ${present} holds.`,
  facts: { version, present },
})
const expired = (validUntil: string): Rejection => ({
  kind: 'conflict',
  code: 'rfq/quote-expired',
  detail: `A quote of this award held until ${validUntil} only. Ask its supplier for another, or award without it.`,
  facts: { validUntil },
})
const notOffered = (line: string): Rejection => ({
  kind: 'conflict',
  code: 'quote/line-not-offered',
  detail: `This quote offers nothing, or nothing more, for line ${line}.`,
})
const moreThanOffered = (line: string, offered: number): Rejection => ({
  kind: 'conflict',
  code: 'quote/more-than-offered',
  detail: `For line ${line}, ${offered} are offered in all.`,
  facts: { line, lineId: line, offered },
})
