/** Who may see an order and who may do what with it: pure. */
import type { Role } from '../../../kernel/caller.ts'
import type { Side } from './order-events.ts'
import type { KnownOrder } from './order-state.ts'

type Parties = Pick<KnownOrder, 'buyerId' | 'supplierId'>

/** The supplier takes part from the moment it was sent: what a buyer only considers is nobody else's business. */
export const participantsOf = (
  order: Parties & Pick<KnownOrder, 'sentAt'>,
): readonly { readonly organisationId: string; readonly side: Side }[] => [
  { organisationId: order.buyerId, side: 'buyer' },
  ...(order.sentAt === undefined ? [] : [{ organisationId: order.supplierId, side: 'supplier' as const }]),
]

/** On which side of the order an organisation stands; undefined when it may not see it. */
export const sideOn = (order: Parties & Pick<KnownOrder, 'sentAt'>, organisationId: string): Side | undefined =>
  participantsOf(order).find((participant) => participant.organisationId === organisationId)?.side

/** What members may do on each side; `owner` and `admin` may do all of it. */
export const rolesFor = {
  placing: ['buyer'],
  /** The chain itself says who; an approval step may name any member. */
  approving: ['buyer', 'seller', 'approver', 'quality', 'viewer'],
  selling: ['seller'],
  shipping: ['seller', 'quality'],
  receiving: ['buyer', 'quality'],
  /** Of either side. */
  trading: ['buyer', 'seller'],
  /** Undoing an end is for those who answer for the organisation. */
  reopening: ['owner'],
} as const satisfies Record<string, readonly Role[]>
