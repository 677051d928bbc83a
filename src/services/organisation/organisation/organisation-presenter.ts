/** What leaves the exchange about an organisation: all of it for itself and staff, its public face for others. */
import type { Static } from 'typebox'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Result } from '../../../kernel/result.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { unknownOrganisation } from './organisation.ts'
import type { Organisation, RegisteredOrganisation } from './organisation-state.ts'
import type { OrganisationBody } from './organisation-schemas.ts'
import type { OrganisationDocument } from './organisation-view.ts'

type Shown = Static<typeof OrganisationBody>

/** For itself and for staff: never its members, which have a list of their own. */
export function presentOwn(document: OrganisationDocument): Shown {
  const { members: _members, sites: _sites, approvalRules: _rules, ...shown } = document
  return shown as unknown as Shown
}

/** For other organisations: who it is, not how it is taxed or why it was judged. */
export function presentPublic({
  id,
  legalName,
  country,
  kinds,
  gln,
  verification,
  ...rest
}: OrganisationDocument): Shown {
  const { createdAt, updatedAt } = rest
  return { id, legalName, country, kinds: [...kinds], ...(gln && { gln }), verification, createdAt, updatedAt }
}

export function presentSnapshot({ id, state, createdAt, updatedAt }: Snapshot<Organisation>): Shown {
  const { status: _status, organisationId: _id, budgets: _budgets, ...known } = registered(state)
  return presentOwn({ id, ...known, createdAt, updatedAt })
}

/** For other organisations; throws `Rejected` (not found) where it was not verified, and so unknown to them. */
export function presentProfile({ id, state, createdAt, updatedAt }: Snapshot<Organisation>): Shown {
  const known = registered(state)
  if (known.verification !== 'verified') throw new Rejected(unknownOrganisation)
  return presentPublic({ id, ...known, createdAt, updatedAt })
}

/** The state of an organisation that exists; throws `Rejected` (not found) otherwise. */
export function registered(state: Organisation): RegisteredOrganisation {
  if (state.status === 'absent') throw new Rejected(unknownOrganisation)
  return state
}

/** Gives what was accepted; throws `Rejected` with what was not. */
export function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new Rejected(result.rejection)
  return result.value
}
