/** How a request for quotation stands, for those who count requests and decide nothing about them. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { participatingSuppliers } from './rfq-policies.ts'
import { rfqAggregate } from './rfq-view.ts'

export type RfqStanding = {
  /** Of its stream: the higher one holds. */
  readonly version: number
  readonly buyerId: string
  /** As commanded: a deadline that has passed does not show in it. */
  readonly phase: string
  readonly currency: string
  readonly lines: number
  readonly draftedAt: string
  /** Before it nobody but the buyer knows of the request. */
  readonly publishedAt?: string
  readonly deadline: string
  /** Who takes part: was invited, or answered an open request. Nobody before it is published. */
  readonly suppliers: readonly {
    readonly supplierId: string
    readonly invited: boolean
    /** With a quote that was not withdrawn. */
    readonly answered: boolean
  }[]
}

/** As of now; undefined where there is no such request. */
export async function rfqStanding(unit: Pick<Unit, 'read'>, rfqId: string): Promise<RfqStanding | undefined> {
  const { state, version, createdAt } = await unit.read(rfqAggregate, rfqId)
  if (state.phase === 'absent') return undefined
  const { buyerId, phase, details, publishedAt, quotes } = state
  const answering = new Set(quotes.filter(({ withdrawn }) => !withdrawn).map(({ supplierId }) => supplierId))
  return {
    version,
    buyerId,
    phase,
    currency: details.currency,
    lines: details.lines.length,
    draftedAt: createdAt,
    ...(publishedAt !== undefined && { publishedAt }),
    deadline: details.deadline,
    suppliers: participatingSuppliers(state).map((supplierId) => ({
      supplierId,
      invited: details.visibility.kind === 'invited',
      answered: answering.has(supplierId),
    })),
  }
}
