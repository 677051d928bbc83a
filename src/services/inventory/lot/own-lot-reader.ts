/** Finds what a command speaks of: the caller's own lot, its product's packaging, its own sites. */
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { siteOf } from '../../organisation/contract.ts'
import { lotAggregate } from './lot-view.ts'
import { unknownLot, type KnownLot } from './lot.ts'

/** A lot as far as the caller may change it: another's is as unknown as none. */
export async function readOwnLot(unit: Pick<Unit, 'read'>, ownerId: string, lotId: string): Promise<KnownLot> {
  const { state } = await unit.read(lotAggregate, lotId)
  if (state.status === 'absent' || state.ownerId !== ownerId) throw new Rejected(unknownLot)
  return state
}

/** Refuses a place that is not the owner's, by its field. */
export async function assertOwnSite(
  unit: Pick<Unit, 'read'>,
  ownerId: string,
  siteId: string,
  pointer = '/siteId',
): Promise<void> {
  if (!(await siteOf(unit, ownerId, siteId)))
    throw new Rejected(invalidField('stock/unknown-site', pointer, 'Your organisation has no site with this id.'))
}
