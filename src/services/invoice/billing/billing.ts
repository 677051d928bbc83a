/** What of an order has been invoiced and credited: the one account by which no two invoices ask for the same goods. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Money } from '../../../kernel/money.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { InvoicedPart } from '../matching/match.ts'
import type { TaxTreatment } from '../tax/tax-treatment.ts'

export const invoicesOfOrderMax = 500

/** Paid before the goods; a final invoice takes it off. */
export type AdvanceShare = { readonly net: Money; readonly tax: TaxTreatment }
export type Advance = {
  readonly invoiceId: string
  readonly number: string
  readonly shares: readonly AdvanceShare[]
  /** The final invoice that took it off. */
  readonly deductedBy?: string
}

export type Billed = {
  readonly invoiceId: string
  /** Less what was credited. */
  readonly parts: readonly InvoicedPart[]
  /** Charges of the order that it asks for. */
  readonly chargeIds: readonly string[]
}

export type Billing = {
  readonly parties?: { readonly buyerId: string; readonly supplierId: string }
  /** In the order in which they were issued. */
  readonly invoices: readonly Billed[]
  readonly advances: readonly Advance[]
}

type Invoiced = {
  readonly at: string
  readonly invoiceId: string
  readonly buyerId: string
  readonly supplierId: string
  readonly parts: readonly InvoicedPart[]
  readonly chargeIds: readonly string[]
  /** Where it asks for an advance: how it is taxed, and its number. */
  readonly advance?: { readonly number: string; readonly shares: readonly AdvanceShare[] }
  /** The advances that it takes off. */
  readonly deducts: readonly string[]
}
type Credited = {
  readonly at: string
  readonly invoiceId: string
  readonly parts: readonly InvoicedPart[]
  /** All that was left of it: charges may be asked for again, and advances taken off elsewhere. */
  readonly whole: boolean
}

export type BillingCommand =
  | (Invoiced & {
      readonly type: 'invoice'
      /** The most that may be asked for of each delivery, whether it has come or not. */
      readonly atMost: Readonly<Record<string, number>>
    })
  | (Credited & { readonly type: 'credit' })
export type BillingEvent =
  | (Invoiced & { readonly type: 'billing/invoiced' })
  | (Credited & { readonly type: 'billing/credited' })

export const billing: Decider<Billing, BillingCommand, BillingEvent> = {
  initialState: { invoices: [], advances: [] },
  decide(command, state): Result<readonly BillingEvent[]> {
    switch (command.type) {
      case 'invoice': {
        const { type: _type, atMost: _atMost, ...invoiced } = command
        const problem = problemOfInvoice(command, state)
        return problem ? reject(problem) : accept([{ type: 'billing/invoiced', ...invoiced }])
      }
      case 'credit': {
        const { type: _type, ...credited } = command
        const advance = state.advances.find(({ invoiceId }) => invoiceId === command.invoiceId)
        if (advance?.deductedBy !== undefined) return reject(advanceDeducted(advance.deductedBy))
        if (advance && !command.whole) return reject(advanceInPart)
        return accept([{ type: 'billing/credited', ...credited }])
      }
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'billing/invoiced':
        return invoiced(state, event)
      case 'billing/credited':
        return credited(state, event)
    }
  },
}

function problemOfInvoice(command: Extract<BillingCommand, { type: 'invoice' }>, state: Billing) {
  if (state.invoices.length >= invoicesOfOrderMax) return tooManyInvoices
  for (const { deliveryId, quantity } of command.parts) {
    const before = invoicedOf(state, deliveryId)
    const atMost = command.atMost[deliveryId] ?? 0
    if (before + quantity > atMost) return moreThanAgreed({ deliveryId, invoiced: before, atMost, asked: quantity })
  }
  if (command.chargeIds.some((id) => isChargeBilled(state, id))) return chargeTwice
  if (command.advance && state.advances.length > 0) return advanceTwice
  const gone = command.deducts.some((id) => !openAdvances(state).some(({ invoiceId }) => invoiceId === id))
  return gone ? advanceGone : undefined
}

const invoicedOf = ({ invoices }: Billing, deliveryId: string): number =>
  invoices
    .flatMap(({ parts }) => parts)
    .reduce((sum, part) => (part.deliveryId === deliveryId ? sum + part.quantity : sum), 0)

/** Whether an invoice asks for a charge of the order already. */
export const isChargeBilled = ({ invoices }: Billing, id: string): boolean =>
  invoices.some(({ chargeIds }) => chargeIds.includes(id))

/** Advances that no final invoice has taken off. */
export const openAdvances = ({ advances }: Billing): readonly Advance[] =>
  advances.filter(({ deductedBy }) => deductedBy === undefined)

function invoiced(state: Billing, event: Invoiced): Billing {
  const { invoiceId, buyerId, supplierId, parts, chargeIds, advance, deducts } = event
  const advances = state.advances.map((each) =>
    deducts.includes(each.invoiceId) ? { ...each, deductedBy: invoiceId } : each,
  )
  return {
    parties: { buyerId, supplierId },
    invoices: [...state.invoices, { invoiceId, parts, chargeIds }],
    advances: advance ? [...advances, { invoiceId, ...advance }] : advances,
  }
}

function credited(state: Billing, { invoiceId, parts, whole }: Credited): Billing {
  const invoices = state.invoices.map((each) =>
    each.invoiceId === invoiceId
      ? { ...each, parts: less(each.parts, parts), chargeIds: whole ? [] : each.chargeIds }
      : each,
  )
  if (!whole) return { ...state, invoices }
  const advances = state.advances
    .filter((each) => each.invoiceId !== invoiceId)
    .map(({ deductedBy, ...each }) =>
      deductedBy === undefined || deductedBy === invoiceId ? each : { ...each, deductedBy },
    )
  return { ...state, invoices, advances }
}

const less = (parts: readonly InvoicedPart[], off: readonly InvoicedPart[]): readonly InvoicedPart[] =>
  parts.map((part) => {
    const gone = off.find(({ deliveryId }) => deliveryId === part.deliveryId)
    if (!gone) return part
    const grams = part.grams === undefined ? {} : { grams: part.grams - (gone.grams ?? 0) }
    return { ...part, quantity: part.quantity - gone.quantity, ...grams }
  })

const moreThanAgreed = (facts: { deliveryId: string; invoiced: number; atMost: number; asked: number }): Rejection => ({
  kind: 'conflict',
  code: 'invoice/more-than-agreed',
  detail: `Of delivery ${facts.deliveryId}, ${facts.atMost} were agreed or accepted and ${facts.invoiced} are invoiced; ${facts.asked} more is too much.`,
  facts,
})
const chargeTwice: Rejection = {
  kind: 'conflict',
  code: 'invoice/charge-twice',
  detail: 'Another invoice asks for this charge of the order.',
}
const advanceTwice: Rejection = {
  kind: 'conflict',
  code: 'invoice/advance-twice',
  detail: 'The advance of this order was invoiced before.',
}
const advanceGone: Rejection = {
  kind: 'conflict',
  code: 'invoice/advance-gone',
  detail:
    'The advance that this invoice takes off was credited, or taken off by another invoice, since it was drafted.',
}
const advanceInPart: Rejection = {
  kind: 'conflict',
  code: 'credit-note/advance-in-part',
  detail: 'An advance is credited as a whole.',
}
const advanceDeducted = (invoiceId: string): Rejection => ({
  kind: 'conflict',
  code: 'credit-note/advance-deducted',
  detail: 'A final invoice has taken this advance off. Credit that invoice first.',
  facts: { invoiceId },
})
const tooManyInvoices: Rejection = {
  kind: 'conflict',
  code: 'invoice/too-many',
  detail: `An order has at most ${invoicesOfOrderMax} invoices.`,
}
