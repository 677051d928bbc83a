/** Issues a credit note of an invoice: never more than is left of it, numbered in the same commit. */
import type { Money } from '../../../kernel/money.ts'
import { parseCurrency } from '../../../kernel/currency.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { utcDate, type Instant } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { creditClaim } from '../../order/contract.ts'
import type { InvoicedPart } from '../matching/match.ts'
import type { CreditedLine, CreditWish } from './invoice-details.ts'
import type { CreditInput } from './invoice-schemas.ts'
import type { KnownInvoice } from './invoice-state.ts'
import { billingAggregate, invoiceAggregate } from './invoice-view.ts'
import { refusalOf } from './invoice.ts'
import { takeNumber } from './issue-invoice.ts'
import { mustHold } from './read-payable.ts'

export type IssueCreditNote = {
  readonly invoiceId: string
  readonly invoice: KnownInvoice
  readonly by: string
  readonly input: CreditInput
}

export async function issueCreditNote(unit: Unit, { invoiceId, invoice, by, input }: IssueCreditNote): Promise<void> {
  const { at } = unit
  const { orderId, supplierId } = invoice
  const refusal = refusalOf('credit', invoice)
  if (refusal) throw new Rejected(refusal)
  const id = unit.newId('crn')
  const number = await takeNumber(unit, { sellerId: supplierId, documentId: id, series: 'CN' }, input)
  const { reason, claimId } = input
  const note = { id, number, issuedOn: utcDate(at as Instant), reason, ...(claimId !== undefined && { claimId }) }
  const after = await unit.decide(invoiceAggregate, invoiceId, { type: 'credit', at, by, note, wish: wishOf(input) })
  const credited = after.status === 'issued' ? after.credits.at(-1) : undefined
  if (!credited) throw new Error(`${invoiceId} was credited and has no credit note.`)
  const parts = credited.lines.flatMap((line) => partOf(invoice, line))
  await unit.decide(billingAggregate, orderId, { type: 'credit', at, invoiceId, parts, whole: credited.whole })
  if (claimId !== undefined) await creditClaim(unit, { claimId, orderId, creditNoteId: id, parts })
}

/** Without lines and charges: all that is left. */
const wishOf = ({ lines, charges }: CreditInput): CreditWish =>
  lines === undefined && charges === undefined
    ? 'rest'
    : {
        lines: lines ?? [],
        charges: (charges ?? []).map(({ chargeId, amount }) => ({ chargeId, amount: moneyOf(amount) })),
      }

/** Money as it came over the wire. Throws for what is no currency. */
export const moneyOf = ({ amount, currency }: { readonly amount: number; readonly currency: string }): Money => ({
  amount,
  currency: mustHold(parseCurrency(currency)),
})

function partOf({ lines }: KnownInvoice, { lineId, quantity, grams }: CreditedLine): readonly InvoicedPart[] {
  const deliveryId = lines.find(({ id }) => id === lineId)?.deliveryId
  return deliveryId === undefined ? [] : [{ deliveryId, quantity, ...(grams !== undefined && { grams }) }]
}
