/**
 * Which moves are legal at which state, written by hand from the rules of the trade and never from what a decider answers:
 * it is what the deciders are held against, in both directions. By the machine's name, then by its state.
 */
type Legal = Readonly<Record<string, string>>

const goods = 'plan unplan ship receive note-stock'
/** Draft → pending approval → approved → sent → confirmed → closed; rejected, declined, cancelled. */
const order: Legal = {
  absent: 'draft',
  draft: 'submit send send-awarded cancel note-stock',
  'pending-approval': 'approve reject cancel note-stock',
  approved: 'send cancel note-stock',
  // Until it is confirmed, its buyer may cancel it and its supplier decline it.
  sent: 'confirm decline cancel lapse note-stock',
  deviated: 'confirm accept-deviation refuse-deviation decline cancel lapse note-stock',
  'deviation-pending': 'approve reject decline cancel lapse note-stock',
  // From then on nothing ends but by consent: one proposal at a time, while goods move.
  confirmed: `cancel propose-change close ${goods}`,
  'cancellation-proposed': `accept-cancellation refuse-cancellation close ${goods}`,
  'change-proposed': `accept-change refuse-change withdraw-change ${goods}`,
  'change-pending': `approve reject withdraw-change ${goods}`,
  closed: 'reopen note-stock',
  rejected: 'reopen note-stock',
  declined: 'note-stock',
  cancelled: 'note-stock',
}

/** Planned → picked → dispatched → delivered, refused or lost; what has not left may be withdrawn. */
const shipment: Legal = {
  absent: 'plan',
  planned: 'pick pack withdraw add-documents',
  picked: 'pack dispatch withdraw add-documents',
  dispatched: 'deliver refuse lose receive add-documents log-temperatures',
  delivered: 'receive add-documents log-temperatures',
  refused: '',
  lost: '',
  withdrawn: '',
}

/** Draft → published → closed → part awarded, awarded, cancelled or expired. An award ends it, in whole or in part. */
const rfq: Legal = {
  absent: 'draft',
  draft: 'change publish cancel',
  'draft, past its deadline': 'change publish cancel',
  published: 'extend close cancel receive-quote',
  'published, answered': 'extend close cancel receive-quote take-back-quote',
  expired: 'extend cancel',
  closed: 'cancel take-back-quote propose-award',
  'closed by its deadline': 'cancel take-back-quote propose-award',
  'award pending': 'cancel take-back-quote propose-award settle-award',
  'part-awarded': 'take-back-quote propose-award',
  awarded: 'take-back-quote',
  cancelled: 'take-back-quote',
}

/** Submitted → superseded, withdrawn, accepted, rejected or expired, each line by itself. */
const quote: Legal = {
  absent: 'submit',
  submitted: 'submit withdraw accept reject',
  // The clock at acceptance says that it is too late; its supplier may quote again.
  expired: 'submit withdraw accept reject',
  withdrawn: 'submit reject',
  'one line lost': 'withdraw accept reject',
  accepted: 'accept reject',
  rejected: 'accept reject',
}

/** Proposed → pending approval → approved or rejected. Only approval makes orders. */
const award: Legal = {
  absent: 'propose',
  'pending-approval': 'approve reject',
  'approved by all': 'approve order reject',
  approved: '',
  rejected: '',
}

/** Released, held or recalled; a recall has no way back. */
const lot: Legal = {
  absent: 'register',
  released: 'certify hold recall',
  held: 'certify release recall',
  recalled: 'certify',
}

const claim: Legal = {
  absent: 'submit',
  submitted: 'accept reject withdraw',
  accepted: 'credit',
  'part-accepted': 'credit',
  credited: 'credit',
  rejected: '',
  withdrawn: '',
  'return-expected': 'withdraw receive-return',
  returned: 'credit',
}

/** Immutable once it is issued: only credited and paid. */
const invoice: Legal = {
  absent: 'draft',
  draft: 'issue discard',
  issued: 'credit record-payment',
  paid: 'credit record-payment',
  credited: 'credit record-payment',
  discarded: '',
}

const sample: Legal = {
  absent: 'request',
  requested: 'accept decline withdraw',
  accepted: 'decline withdraw send',
  declined: '',
  withdrawn: '',
  sent: 'receive',
  received: '',
}

/** Draft → published → discontinued. */
const product: Legal = {
  absent: 'draft',
  draft: 'describe confirm-allergens publish discontinue',
  published: 'describe confirm-allergens discontinue',
  discontinued: '',
}

const priceList: Legal = { absent: 'open', open: 'change withdraw', withdrawn: '' }

/** Claimed → verified; suspended or revoked. A rejected one is amended, and judged anew. */
const certificate: Legal = {
  absent: 'claim',
  claimed: 'amend verify reject',
  verified: 'suspend revoke',
  rejected: 'amend',
  suspended: 'verify revoke',
  revoked: '',
}

const anytime = 'change-details add-site change-site remove-site set-approval-rules open-budget close-budget'
/** Unverified → pending → verified or rejected; verified → suspended, and cleared again. */
const organisation: Legal = {
  absent: 'register',
  unverified: `submit-for-verification ${anytime}`,
  pending: `verified rejected ${anytime}`,
  verified: `suspended ${anytime}`,
  rejected: `submit-for-verification ${anytime}`,
  suspended: `verified ${anytime}`,
}

const invitation: Legal = {
  absent: 'send',
  open: 'accept admit revoke',
  expired: 'revoke',
  accepted: '',
  revoked: 'revoke',
}

const template: Legal = { absent: 'save', kept: 'delete', deleted: '' }

const described = 'change rotate-secret'
/** What is not delivered to stands still until somebody enables it. */
const webhook: Legal = {
  absent: 'register',
  active: `${described} disable remove give-up`,
  rotating: `${described} disable remove give-up`,
  disabled: `${described} enable remove`,
  gone: `${described} enable remove`,
  failing: `${described} enable remove`,
  removed: '',
}

export const legalMoves: ReadonlyMap<string, Legal> = new Map([
  ['order', order],
  ['shipment', shipment],
  ['RFQ', rfq],
  ['quote', quote],
  ['award', award],
  ['lot', lot],
  ['claim', claim],
  ['invoice', invoice],
  ['sample', sample],
  ['product', product],
  ['price list', priceList],
  ['certificate', certificate],
  ['organisation', organisation],
  ['invitation', invitation],
  ['RFQ template', template],
  ['webhook endpoint', webhook],
])
