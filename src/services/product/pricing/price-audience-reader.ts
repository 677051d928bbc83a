/** Judges for whom a supplier may make prices: nobody is named by strangers to the platform, or without end. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertVerified } from '../../organisation/contract.ts'
import { unknownCustomerGroup } from './customer-group.ts'
import type { Audience } from './price-list.ts'
import {
  customerGroupAggregate,
  customerGroups,
  everybody,
  groupReader,
  organisationReader,
  priceLists,
} from './price-view.ts'

/** Of one supplier, open: together with the groups that an organisation is in, what its price is looked for in. */
export const listsPerOrganisationMax = 100
export const listsPerGroupMax = 20
/** Of one supplier, open: what anybody's price is looked for in. */
export const publicListsMax = 200
/** Of one supplier. */
export const groupsPerOrganisationMax = 10

type Needs = { readonly documents: Documents; readonly unit: Pick<Unit, 'read'>; readonly supplierId: string }
const doing = 'make prices for customers that it names'

/**
 * A participant: throws `Rejected` for a group that is not the supplier's own, and, where the audience names whom
 * `before` did not, for a supplier that is not verified or has too many lists for them. Counted in the read model.
 */
export async function assertAudience(needs: Needs, audience: Audience, before?: Audience): Promise<void> {
  switch (audience.kind) {
    case 'public':
      // Whether a list is public never changes.
      return before ? undefined : assertRoom(needs, everybody, publicListsMax, { audience: 'public' })
    case 'organisations': {
      const known = before?.kind === 'organisations' ? before.organisationIds : []
      const added = without(audience.organisationIds, known)
      if (added.length > 0) await assertVerified(needs.unit, needs.supplierId, doing)
      for (const id of added)
        await assertRoom(needs, organisationReader(id), listsPerOrganisationMax, { organisationId: id })
      return
    }
    case 'group': {
      const { groupId } = audience
      const { state } = await needs.unit.read(customerGroupAggregate, groupId)
      if (state.status === 'absent' || state.supplierId !== needs.supplierId) throw new Rejected(unknownCustomerGroup)
      if (before?.kind === 'group' && before.groupId === groupId) return
      await assertVerified(needs.unit, needs.supplierId, doing)
      return assertRoom(needs, groupReader(groupId), listsPerGroupMax, { customerGroupId: groupId })
    }
  }
}

/** A participant: the same for the members of a group, each in so many groups of the supplier. */
export async function assertMembers(
  needs: Needs,
  members: readonly string[],
  before: readonly string[] = [],
): Promise<void> {
  const added = without(members, before)
  if (added.length > 0) await assertVerified(needs.unit, needs.supplierId, doing)
  for (const organisationId of added) {
    const find = { index: 'byMember', equals: [organisationId, needs.supplierId] } as const
    const count = await needs.documents.count(customerGroups, { ...find, atMost: groupsPerOrganisationMax })
    if (count < groupsPerOrganisationMax) continue
    throw new Rejected({
      kind: 'conflict',
      code: 'customer-group/too-many',
      detail: `An organisation is in at most ${groupsPerOrganisationMax} customer groups of one supplier.`,
      facts: { organisationId, max: groupsPerOrganisationMax },
    })
  }
}

async function assertRoom(
  { documents, supplierId }: Needs,
  reader: string,
  max: number,
  whom: { readonly organisationId: string } | { readonly customerGroupId: string } | { readonly audience: 'public' },
): Promise<void> {
  const count = await documents.count(priceLists, { index: 'byReader', equals: [reader, supplierId], atMost: max })
  if (count < max) return
  throw new Rejected({
    kind: 'conflict',
    code: 'price-list/too-many',
    detail: `A supplier has at most ${listsPerOrganisationMax} open price lists that name the same organisation, ${listsPerGroupMax} for a group, and ${publicListsMax} public ones. Withdraw what has ended.`,
    facts: { ...whom, max },
  })
}

const without = (ids: readonly string[], known: readonly string[]): readonly string[] => {
  const before = new Set(known)
  return ids.filter((id) => !before.has(id))
}
