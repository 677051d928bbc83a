/** Sends a sample; where its lot is named, the quantity leaves the stock in the same commit. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { dispatchSample } from '../../inventory/contract.ts'
import type { Carrier, KnownSample } from './sample.ts'
import { sampleAggregate } from './sample-view.ts'

export type SendSample = {
  readonly sampleId: string
  readonly state: KnownSample
  readonly by: string
  readonly carrier: Carrier
  readonly lot?: { readonly lotId: string; readonly siteId: string; readonly grams?: number }
}

export async function sendSample(unit: Unit, { sampleId, state, by, carrier, lot }: SendSample): Promise<void> {
  const { supplierId: ownerId, productId, quantity } = state
  const taken =
    lot && (await dispatchSample(unit, { ownerId, productId, quantity, reference: sampleId, ...lot }).catch(ofLot))
  await unit.decide(sampleAggregate, sampleId, { type: 'send', at: unit.at, by, carrier, ...(taken && { lot: taken }) })
}

/** What the stock refuses of the lot, as whoever sends it has written it. */
function ofLot(error: unknown): never {
  if (!(error instanceof Rejected) || !error.rejection.errors) throw error
  const errors = error.rejection.errors.map(({ pointer, detail }) => ({ pointer: `/lot${pointer}`, detail }))
  throw new Rejected({ ...error.rejection, errors })
}
