/** What an organisation is told of itself as it happens. */
import type { AnyOutwardEvents, OutwardEvents } from '../../kernel/outward-events.ts'
import type { OrganisationEvent } from './organisation/organisation-events.ts'
import type { Organisation } from './organisation/organisation-state.ts'

const organisations: OutwardEvents<Organisation, OrganisationEvent['type']> = {
  kind: 'organisation',
  subject: (id) => `/v1/organisations/${id}`,
  events: {
    'organisation/verification-judged': 'Platform staff verified, rejected or suspended it.',
    'organisation/member-joined': 'Somebody became a member.',
    'organisation/member-role-changed': 'A member got another role.',
    'organisation/member-left': 'Somebody is a member no more.',
  },
}

export const organisationOutwardEvents: readonly AnyOutwardEvents[] = [organisations]
