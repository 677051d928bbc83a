/** Gives packages without a number one of the supplier's own, and checks those that have one. */
import { Rejected } from '../../../kernel/rejection.ts'
import { parseSscc } from '../../../kernel/gs1/sscc.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { siteOf } from '../../organisation/contract.ts'
import { prefixOf, ssccsOf } from './package-labels.ts'
import { labelsAggregate } from './package-labels-view.ts'
import type { Package } from './shipment-details.ts'

type Unlabelled = Omit<Package, 'sscc'> & { readonly sscc?: string }

/** `siteId`: whose GLN the numbers are made from. Throws `Rejected` naming the package whose number is none. */
export async function issueLabels(
  unit: Unit,
  supplierId: string,
  packages: readonly Unlabelled[],
  siteId: string | undefined,
): Promise<readonly Package[]> {
  for (const [index, { sscc }] of packages.entries()) {
    const parsed = sscc === undefined ? undefined : parseSscc(sscc)
    if (parsed && !parsed.ok) {
      const { detail } = parsed.rejection
      throw new Rejected({ ...parsed.rejection, errors: [{ pointer: `/packages/${index}/sscc`, detail }] })
    }
  }
  const count = packages.filter(({ sscc }) => sscc === undefined).length
  if (count === 0) return packages as readonly Package[]
  const site = siteId === undefined ? undefined : await siteOf(unit, supplierId, siteId)
  const prefix = prefixOf(site?.gln, supplierId)
  const { issued } = await unit.decide(labelsAggregate, `${supplierId}~${prefix}`, {
    type: 'issue',
    at: unit.at,
    count,
  })
  const made = ssccsOf(prefix, issued - count, count)
  if (!made.ok) throw new Rejected(made.rejection)
  let next = 0
  return packages.map((each) => ({ ...each, sscc: each.sscc ?? made.value[next++]! }))
}
