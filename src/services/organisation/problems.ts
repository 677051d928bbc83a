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
  'organisation/beyond-budget': {
    title: 'The budget has less left than this takes',
    remedy:
      'Ask an owner or admin to raise it; the problem says what is left. A new order asks for their approval itself.',
  },
  'organisation/delegation-does-not-fit': {
    title: 'The delegation is not possible as it is',
    remedy: 'Correct the named field: two members, one of whom approves, and at most 366 days that are not over.',
  },
  'organisation/delegation-not-yours': {
    title: 'Not your approvals to give away, or not your delegation',
    remedy: 'Ask the person whose approvals they are, an owner or an admin.',
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
  'organisation/too-many-budgets': {
    title: 'The organisation has as many budgets as it may have',
    remedy: 'Set budgets for longer periods, such as quarters or years.',
  },
  'organisation/too-many-delegations': {
    title: 'The organisation has as many delegations as it may have',
    remedy: 'End some that are not needed any more.',
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
  'organisation/unknown-budget': {
    title: 'There is no such budget',
    remedy: 'List the budgets; an owner or admin sets one with PUT.',
  },
  'organisation/unknown-delegation': {
    title: 'The organisation has no such delegation',
    remedy: 'List its delegations; what is over is not among them.',
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
  'organisation/gln-taken': {
    title: 'Another organisation uses this GLN',
    remedy: 'Check the number; if it is yours, write to the platform.',
  },
  'organisation/invitation-for-another': {
    title: 'The invitation was sent to another address',
    remedy: 'Sign in with the account that has the invited address, or ask for an invitation to yours.',
  },
  'organisation/invitation-over': {
    title: 'The invitation is not good any more',
    remedy: 'Ask for another one; an invitation lasts seven days and works once.',
  },
  'organisation/kind-repeated': { title: 'A kind is named twice', remedy: 'Name each kind once.' },
  'organisation/not-a-tax-id': {
    title: 'The tax number is wrong',
    remedy: 'Compare it with the certificate of registration; `errors` says what is wrong.',
  },
  'organisation/not-an-establishment-number': {
    title: 'The establishment number is wrong',
    remedy: 'Write it as on the oval mark, such as `DE NW 12345 EG`.',
  },
  'organisation/people-only': {
    title: 'Only a person may do this',
    remedy: 'Sign in as a person instead of using an API key.',
  },
  'organisation/remove-not-allowed': {
    title: 'You may not remove other members',
    remedy: 'Ask an owner or an admin. You may leave yourself.',
  },
  'organisation/too-many-invitations': {
    title: 'So many invitations are enough for a day',
    remedy: 'Go on tomorrow.',
  },
  'organisation/unknown-invitation': {
    title: 'The organisation has no such invitation',
    remedy: 'List its invitations.',
  },
}
