/** What the pages of this service's problem codes say. */

export const organisationProblems: Readonly<Record<string, { title: string; remedy: string }>> = {
  'organisation/already-member': {
    title: 'The person belongs to the organisation already',
    remedy: 'Change the role of the membership instead.',
  },
  'organisation/already-registered': {
    title: 'The organisation is registered already',
    remedy: 'Read it; a new one gets a new id.',
  },
  'organisation/approval-rules-do-not-fit': {
    title: 'The approval rules contradict themselves',
    remedy: 'Correct the named field: each threshold once, members only, days in order.',
  },
  'organisation/last-owner': {
    title: 'An organisation keeps at least one owner',
    remedy: 'Make somebody else an owner first.',
  },
  'organisation/not-verified': {
    title: 'The organisation is not verified',
    remedy: 'Submit it at POST /v1/organisations/{id}/verification and wait for the platform’s answer.',
  },
  'organisation/owners-only': {
    title: 'Only an owner may do this',
    remedy: 'Ask an owner of the organisation.',
  },
  'organisation/too-many-members': {
    title: 'The organisation has as many members as it may have',
    remedy: 'Remove members who left.',
  },
  'organisation/too-many-memberships': {
    title: 'The person belongs to as many organisations as one may',
    remedy: 'Leave one first.',
  },
  'organisation/too-many-sites': {
    title: 'The organisation has as many sites as it may have',
    remedy: 'Remove sites that are closed.',
  },
  'organisation/unknown': {
    title: 'There is no such organisation',
    remedy: 'Check the id and the organisation you act for.',
  },
  'organisation/unknown-member': {
    title: 'The organisation has no such member',
    remedy: 'List its members.',
  },
  'organisation/unknown-site': {
    title: 'The organisation has no such site',
    remedy: 'List its sites.',
  },
  'organisation/verification-state': {
    title: 'The organisation’s verification is not at that step',
    remedy: 'Read the organisation to see where it stands.',
  },
}
