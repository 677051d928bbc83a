/** Until when a claim is taken: defects that can be seen soon after the receipt, hidden ones while the goods keep. */
import { addDays, addMs, dayMs, daysBetween, startOfDay, type Instant, type LocalDate } from '../../../kernel/time.ts'
import type { ClaimDays } from '../order/order-details.ts'
import type { ClaimKind } from './claim-details.ts'

/** From the receipt, to the millisecond; what holds where the order's terms say nothing. */
export const visibleDefectDays = { perishable: 3, other: 7 } as const
export const hiddenDefectDays = 30

/** From production to unfit for sale; what keeps no longer is perishable (Directive (EU) 2019/633, art. 2 (5)). */
const perishableDaysMax = 30

/** How long the goods of a lot keep. */
export type LotKeeping = {
  readonly dateMark: 'use-by' | 'best-before' | 'none'
  /** The last day of the mark. */
  readonly markedOn?: LocalDate
  readonly producedOn?: LocalDate
}

/** By its days from production to the mark; where these are not known, by the mark: "use by" is for what spoils quickly. */
const isPerishable = ({ dateMark, markedOn, producedOn }: LotKeeping): boolean =>
  producedOn === undefined || markedOn === undefined
    ? dateMark === 'use-by'
    : daysBetween(producedOn, markedOn) <= perishableDaysMax

/** The last moment at which a claim of this kind is taken. A lot's last day counts whole, in UTC. */
export function claimDeadline(kind: ClaimKind, receivedAt: Instant, lot: LotKeeping, agreed: ClaimDays = {}): Instant {
  const { visible = visibleDefectDays[isPerishable(lot) ? 'perishable' : 'other'], hidden = hiddenDefectDays } = agreed
  if (kind !== 'hidden-defect') return addMs(receivedAt, visible * dayMs)
  const latest = addMs(receivedAt, hidden * dayMs)
  if (lot.markedOn === undefined) return latest
  const marked = addMs(startOfDay(addDays(lot.markedOn, 1)), -1)
  return marked < latest ? marked : latest
}
