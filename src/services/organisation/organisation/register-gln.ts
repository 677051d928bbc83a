/** Keeps the streams of GLNs in step with the organisation or site that names them, in the same commit. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { glnAggregate } from './organisation-view.ts'

/** A participant: claims the new GLN, releases the one before; nothing when they are the same. */
export async function registerGln(
  unit: Unit,
  organisationId: string,
  change: { readonly before?: string | undefined; readonly after?: string | undefined },
): Promise<void> {
  const { before, after } = change
  if (before === after) return
  const { at } = unit
  if (after !== undefined) await unit.decide(glnAggregate, after, { type: 'claim', at, organisationId })
  if (before !== undefined) await unit.decide(glnAggregate, before, { type: 'release', at, organisationId })
}
