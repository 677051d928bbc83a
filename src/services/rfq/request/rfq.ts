/** A request for quotation: who may answer until when, and what becomes of the answers. */
import type { Decider } from '../../../kernel/decider.ts'
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { parseInstant, utcDate, type Instant } from '../../../kernel/time.ts'
import { atField, checkedRfqDetails } from './rfq-checks.ts'
import { suppliersMax } from './rfq-details.ts'
import type { RfqCommand, RfqEvent } from './rfq-events.ts'
import {
  awardedQuantities,
  evolveRfq,
  isAwardable,
  isOpenAt,
  rfqStatusAt,
  type KnownRfq,
  type Rfq,
  type RfqStatus,
} from './rfq-state.ts'

type Decision = Result<readonly RfqEvent[]>
type Of<T extends RfqCommand['type']> = Extract<RfqCommand, { type: T }>

export const rfq: Decider<Rfq, RfqCommand, RfqEvent> = {
  initialState: { phase: 'absent' },
  evolve: evolveRfq,
  decide(command, state): Decision {
    if (command.type === 'draft') return draft(command, state)
    if (state.phase === 'absent') return reject(unknownRfq)
    const { at, by } = command
    const status = rfqStatusAt(state, at)
    switch (command.type) {
      case 'change':
        return change(command, state)
      case 'publish':
        if (status !== 'draft') return reject(wrongStatus(status, 'published'))
        return publish(command, state)
      case 'extend':
        return extend(command, state, status)
      case 'close':
        if (status !== 'published') return reject(wrongStatus(status, 'closed'))
        return accept([{ type: 'rfq/closed', at, by }])
      case 'cancel':
        return cancel(command, state, status)
      case 'receive-quote':
        return receiveQuote(command, state)
      case 'take-back-quote':
        if (!state.quotes.some(({ quoteId }) => quoteId === command.quoteId)) return reject(unknownRfq)
        return accept([{ type: 'rfq/quote-withdrawn', at, by, quoteId: command.quoteId }])
      case 'propose-award':
        return proposeAward(command, state, status)
      case 'settle-award':
        return settleAward(command, state)
    }
  },
}

function draft({ at, by, number, buyerId, details }: Of<'draft'>, state: Rfq): Decision {
  if (state.phase !== 'absent') return reject(alreadyDrafted(rfqStatusAt(state, at)))
  const checked = checkedRfqDetails(details, buyerId)
  if (!checked.ok) return checked
  return accept([{ type: 'rfq/drafted', at, by, number, buyerId, details: checked.value }])
}

function change({ at, by, details }: Of<'change'>, state: KnownRfq): Decision {
  if (state.phase !== 'draft') return reject(notADraft(rfqStatusAt(state, at)))
  const checked = checkedRfqDetails(details, state.buyerId)
  if (!checked.ok) return checked
  if (canonicalJson(checked.value) === canonicalJson(state.details)) return accept([])
  return accept([{ type: 'rfq/changed', at, by, details: checked.value }])
}

function publish({ at, by }: Of<'publish'>, { details }: KnownRfq): Decision {
  const { deadline, deliveries, visibility } = details
  if (deadline <= at)
    return reject(invalidField('rfq/deadline-passed', '/deadline', 'The deadline has passed; set a later one first.'))
  const [first] = deliveries
  if (first && first.date < utcDate(at as Instant))
    return reject(
      invalidField('rfq/delivery-past', '/deliveries/0/date', 'This day is over; ask for a later one first.'),
    )
  const supplierIds = visibility.kind === 'invited' ? visibility.supplierIds : []
  return accept([{ type: 'rfq/published', at, by, supplierIds, deadline }])
}

/** Once somebody answered, a deadline that has passed stays passed: answers may have been read. */
function extend({ at, by, deadline, reason }: Of<'extend'>, { details }: KnownRfq, status: RfqStatus): Decision {
  if (status !== 'published' && status !== 'expired') return reject(wrongStatus(status, 'extended'))
  const later = parseInstant(deadline)
  if (!later.ok) return reject(atField('/deadline', later.rejection))
  const from = details.deadline
  if (later.value <= from || later.value <= at)
    return reject(invalidField('rfq/deadline-not-later', '/deadline', `A deadline only moves later than ${from}.`))
  return accept([{ type: 'rfq/deadline-extended', at, by, from, deadline: later.value, reason }])
}

function cancel({ at, by, reason }: Of<'cancel'>, state: KnownRfq, status: RfqStatus): Decision {
  if (status === 'part-awarded' || status === 'awarded' || status === 'cancelled')
    return reject(wrongStatus(status, 'cancelled'))
  if (state.awards.some((award) => award.status === 'pending-approval')) return reject(awardPending)
  return accept([{ type: 'rfq/cancelled', at, by, reason }])
}

function receiveQuote(command: Of<'receive-quote'>, state: KnownRfq): Decision {
  const { at, by, quoteId, supplierId, version } = command
  if (!isOpenAt(state, at)) return reject(notOpen(rfqStatusAt(state, at), state.details.deadline))
  const known = state.quotes.find((quote) => quote.supplierId === supplierId)
  if (known && known.quoteId !== quoteId) return reject(oneQuoteEach)
  if (!known && state.quotes.length >= suppliersMax) return reject(tooManyQuotes)
  return accept([{ type: 'rfq/quote-received', at, by, quoteId, supplierId, version }])
}

/** The last guard against two awards of the same goods: what waits for approval counts as taken. */
function proposeAward(command: Of<'propose-award'>, state: KnownRfq, status: RfqStatus): Decision {
  const { at, by, awardId, total, lines, final } = command
  if (!isAwardable(status)) return reject(wrongStatus(status, 'awarded'))
  const taken = new Map(awardedQuantities(state, 'with pending'))
  for (const { line, quantity } of lines) {
    const asked = state.details.lines.find(({ id }) => id === line)
    if (!asked) return reject(unknownLine(line))
    const sum = (taken.get(line) ?? 0) + quantity
    if (sum > asked.quantity) return reject(moreThanAsked(line, asked.quantity - (taken.get(line) ?? 0)))
    taken.set(line, sum)
  }
  return accept([{ type: 'rfq/award-proposed', at, by, awardId, total, lines, final }])
}

function settleAward({ at, by, awardId, outcome }: Of<'settle-award'>, state: KnownRfq): Decision {
  const award = state.awards.find((each) => each.awardId === awardId)
  if (award?.status !== 'pending-approval') return reject(awardNotPending)
  return accept([{ type: `rfq/award-${outcome}`, at, by, awardId }])
}

export const unknownRfq: Rejection = {
  kind: 'not-found',
  code: 'rfq/unknown',
  detail: 'There is no such RFQ, or you do not take part in it.',
}
/** What its buyer may ask of an RFQ; what quotes and awards do to it follows from them. */
const takenIn = {
  change: ['draft'],
  publish: ['draft'],
  extend: ['published', 'expired'],
  close: ['published'],
  cancel: ['draft', 'published', 'closed', 'expired'],
  'propose-award': ['closed', 'part-awarded'],
} as const satisfies Partial<Record<RfqCommand['type'], readonly RfqStatus[]>>
const standing = (status: RfqStatus): NonNullable<Rejection['facts']> => ({
  status,
  allowed: Object.entries(takenIn)
    .filter(([, statuses]) => (statuses as readonly RfqStatus[]).includes(status))
    .map(([action]) => action),
})
const alreadyDrafted = (status: RfqStatus): Rejection => ({
  kind: 'conflict',
  code: 'rfq/already-drafted',
  detail: 'This RFQ exists already.',
  facts: standing(status),
})
const notADraft = (status: RfqStatus): Rejection => ({
  kind: 'conflict',
  code: 'rfq/not-a-draft',
  detail: 'Once published an RFQ does not change: suppliers answer what they read. Cancel it and draft another.',
  facts: standing(status),
})
const wrongStatus = (status: RfqStatus, wanted: string): Rejection => ({
  kind: 'conflict',
  code: 'rfq/wrong-status',
  detail:
    wanted === 'awarded' && status === 'published'
      ? 'An RFQ is awarded after its deadline, or once it is closed: POST /v1/rfqs/{id}/close.'
      : `An RFQ that is ${status} cannot be ${wanted}.`,
  facts: standing(status),
})
/** A supplier is told neither whether anybody answered, nor what the buyer may do. */
const notOpen = (status: RfqStatus, deadline: string): Rejection => ({
  kind: 'conflict',
  code: 'rfq/not-open',
  detail: `This RFQ takes no quotes: it is ${status === 'expired' ? 'closed' : status}.`,
  facts: { deadline, allowed: [] },
})
const oneQuoteEach: Rejection = {
  kind: 'conflict',
  code: 'rfq/one-quote-each',
  detail: 'A supplier has one quote on an RFQ; revise it.',
}
const tooManyQuotes: Rejection = {
  kind: 'conflict',
  code: 'rfq/too-many-quotes',
  detail: `An RFQ takes quotes of at most ${suppliersMax} suppliers.`,
}
const awardPending: Rejection = {
  kind: 'conflict',
  code: 'rfq/award-pending',
  detail: 'An award waits for approval: have it rejected first.',
}
const awardNotPending: Rejection = {
  kind: 'conflict',
  code: 'award/not-pending',
  detail: 'This award does not wait for approval.',
}
const unknownLine = (line: string): Rejection => ({
  kind: 'invalid',
  code: 'award/unknown-line',
  detail: `This RFQ has no line ${line}.`,
})
const moreThanAsked = (line: string, left: number): Rejection => ({
  kind: 'conflict',
  code: 'award/more-than-asked',
  detail: `Of line ${line}, ${left} are left to award; what waits for approval is counted.`,
  facts: { line, lineId: line, left },
})
