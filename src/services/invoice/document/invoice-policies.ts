/** Who may see an invoice and who may do what with it: pure. */
import type { Role } from '../../../kernel/caller.ts'
import type { KnownInvoice } from './invoice-state.ts'

export type Side = 'buyer' | 'supplier'

/** A draft is the seller's own; the buyer sees what was issued. */
export const participantsOf = ({
  buyerId,
  supplierId,
  status,
}: Pick<KnownInvoice, 'buyerId' | 'supplierId' | 'status'>): readonly {
  readonly organisationId: string
  readonly side: Side
}[] => [
  { organisationId: supplierId, side: 'supplier' },
  ...(status === 'issued' ? [{ organisationId: buyerId, side: 'buyer' as const }] : []),
]

/** On which side of the invoice an organisation stands; undefined when it may not see it. */
export const sideOn = (
  invoice: Pick<KnownInvoice, 'buyerId' | 'supplierId' | 'status'>,
  organisationId: string,
): Side | undefined =>
  participantsOf(invoice).find((participant) => participant.organisationId === organisationId)?.side

/** What members may do; `owner` and `admin` may do all of it. */
export const rolesFor = {
  /** Of the seller. */
  invoicing: ['seller'],
  /** Of either side. */
  recordingPayments: ['buyer', 'seller', 'approver'],
} as const satisfies Record<string, readonly Role[]>
