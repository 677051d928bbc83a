/** How a quote stands, for those who count quotes and decide nothing about them. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { outcomeOf, presentVersion, quoteStatusAt } from './quote.ts'
import { quoteAggregate } from './quote-view.ts'

export type QuoteStanding = {
  /** Of its stream: the higher one holds. */
  readonly version: number
  readonly rfqId: string
  readonly buyerId: string
  readonly supplierId: string
  /** That it ran out does not show in it: only the clock says so. */
  readonly status: 'submitted' | 'withdrawn' | 'accepted' | 'rejected'
  readonly currency: string
  readonly lines: number
  readonly acceptedLines: number
  readonly revisions: number
  /** Its first version. */
  readonly submittedAt: string
  readonly validUntil: string
}

/** As of now; undefined where there is no such quote. */
export async function quoteStanding(unit: Pick<Unit, 'read'>, quoteId: string): Promise<QuoteStanding | undefined> {
  const { state, version } = await unit.read(quoteAggregate, quoteId)
  if (state.phase === 'absent') return undefined
  const { rfqId, buyerId, supplierId, versions } = state
  const present = presentVersion(state)
  // At the moment it was given no quote has run out.
  const status = quoteStatusAt(state, present.at)
  return {
    version,
    rfqId,
    buyerId,
    supplierId,
    status: status === 'expired' ? 'submitted' : status,
    currency: present.currency,
    lines: present.lines.length,
    acceptedLines: present.lines.filter(({ line }) => outcomeOf(state, line) === 'accepted').length,
    revisions: versions.length - 1,
    submittedAt: versions[0]!.at,
    validUntil: present.validUntil,
  }
}
