/** Loads an invoice for a member that wants something of it: unseen is unknown, the other side may not. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { sideOn, type Side } from './invoice-policies.ts'
import type { Invoice, KnownInvoice } from './invoice-state.ts'
import { invoiceAggregate } from './invoice-view.ts'
import { unknownInvoice } from './invoice.ts'

export type Wish = {
  readonly organisationId: string
  /** Which side may do it. */
  readonly as: Side | 'either'
  readonly ifMatch?: number | undefined
}

/** The invoice of a snapshot. Throws `invoice/unknown` where the organisation may not see it. */
export function seenInvoice(
  { state }: Snapshot<Invoice>,
  organisationId: string,
): { invoice: KnownInvoice; side: Side } {
  const side = state.status === 'absent' ? undefined : sideOn(state, organisationId)
  if (state.status === 'absent' || !side) throw new Rejected(unknownInvoice)
  return { invoice: state, side }
}

export async function loadInvoice(unit: Unit, invoiceId: string, { organisationId, as, ifMatch }: Wish) {
  const snapshot = await unit.load(invoiceAggregate, invoiceId)
  const { invoice, side } = seenInvoice(snapshot, organisationId)
  if (as !== 'either' && as !== side) throw new Rejected(otherSide(as))
  requireVersion(snapshot, ifMatch)
  return invoice
}

export const otherSide = (as: Side): Rejection => ({
  kind: 'forbidden',
  code: 'invoice/other-side',
  detail: `This is for the ${as} to do.`,
})
