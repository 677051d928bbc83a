/**
 * Gives a supplier's answer, or revises it. The RFQ's own stream is extended in the same commit: that it was still open,
 * and that this supplier has one quote, holds for good.
 */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Committed, Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertVerified, organisationOf } from '../../organisation/contract.ts'
import type { QuoteInput } from './quote-schemas.ts'
import { presentVersion, unknownQuote, type KnownQuote, type Quote } from './quote.ts'
import { quoteAggregate } from './quote-view.ts'
import { readQuotedContent } from './read-quoted-content.ts'
import { seenRfq } from '../request/rfq-reader.ts'
import type { KnownRfq } from '../request/rfq-state.ts'
import { rfqAggregate } from '../request/rfq-view.ts'
import { unknownRfq } from '../request/rfq.ts'

export type SubmitQuote = { readonly supplierId: string; readonly by: string; readonly input: QuoteInput }

/** Quotes on an RFQ; a supplier that has a quote there revises it. */
export const submitQuote = (
  execute: Execute,
  intent: Intent,
  { rfqId, ...submitted }: SubmitQuote & { readonly rfqId: string },
): Promise<Committed<Quote>> =>
  execute(quoteAggregate, intent, async (unit) => {
    const { state } = await seenRfq(unit, await unit.load(rfqAggregate, rfqId), submitted.supplierId)
    const known = state.quotes.find(({ supplierId }) => supplierId === submitted.supplierId)
    const quoteId = known?.quoteId ?? unit.newId('qte')
    await answer(unit, { quoteId, rfqId, state }, submitted)
    return quoteId
  })

/** Revises a quote by its own id. */
export const reviseQuote = (
  execute: Execute,
  intent: Intent,
  { quoteId, ifMatch, ...submitted }: SubmitQuote & { readonly quoteId: string; readonly ifMatch?: number | undefined },
): Promise<Committed<Quote>> =>
  execute(quoteAggregate, intent, async (unit) => {
    const snapshot = await unit.load(quoteAggregate, quoteId)
    const { rfqId } = ownQuote(snapshot.state, submitted.supplierId)
    requireVersion(snapshot, ifMatch)
    const { state } = await unit.load(rfqAggregate, rfqId)
    if (state.phase === 'absent') throw new Rejected(unknownRfq)
    await answer(unit, { quoteId, rfqId, state }, submitted)
    return quoteId
  })

/** A quote of one's own, or one that does not exist. */
export function ownQuote(state: Quote, supplierId: string): KnownQuote {
  if (state.phase === 'absent' || state.supplierId !== supplierId) throw new Rejected(unknownQuote)
  return state
}

type Answered = { readonly quoteId: string; readonly rfqId: string; readonly state: KnownRfq }

async function answer(unit: Unit, { quoteId, rfqId, state }: Answered, { supplierId, by, input }: SubmitQuote) {
  if (state.buyerId === supplierId) throw new Rejected(ownRequest)
  await assertVerified(unit, supplierId, 'quote')
  const supplier = await organisationOf(unit, supplierId)
  if (!supplier?.kinds.includes('supplier')) throw new Rejected(notASupplier)
  const { at } = unit
  const before = await unit.load(quoteAggregate, quoteId)
  const content = await readQuotedContent(unit, state, supplierId, input)
  const { buyerId } = state
  const after = await unit.decide(quoteAggregate, quoteId, {
    type: 'submit',
    at,
    by,
    rfqId,
    buyerId,
    supplierId,
    content,
  })
  if (after === before.state || after.phase === 'absent') return
  const { version } = presentVersion(after)
  await unit.decide(rfqAggregate, rfqId, { type: 'receive-quote', at, by, quoteId, supplierId, version })
}

const notASupplier = {
  kind: 'forbidden',
  code: 'quote/not-a-supplier',
  detail: 'Only organisations that are registered as suppliers quote.',
} as const
const ownRequest = {
  kind: 'forbidden',
  code: 'quote/own-rfq',
  detail: 'Nobody quotes on their own RFQ.',
} as const
