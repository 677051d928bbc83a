/** What each refusal of the invoice service means, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

const drafting: Problems = {
  'invoice/unknown': {
    title: 'No such invoice',
    remedy: 'Check the id and the acting organisation. A buyer sees an invoice from the moment it was issued.',
  },
  'invoice/unknown-order': { title: 'No such order', remedy: 'Check the id and the acting organisation.' },
  'invoice/other-side': { title: 'For the other party to do', remedy: 'Ask the other party.' },
  'invoice/order-not-confirmed': {
    title: 'The order is not confirmed',
    remedy: 'Invoice orders that are confirmed or closed.',
  },
  'invoice/nothing-payable': {
    title: 'Nothing is payable that was not invoiced',
    remedy:
      'Wait for the receipt under D terms, or the dispatch under others; or name `lines`, which are blocked until then.',
  },
  'invoice/no-advance': {
    title: 'No advance was agreed',
    remedy: 'Invoice goods; an advance stands in the payment terms.',
  },
  'invoice/unknown-delivery': {
    title: 'No such delivery',
    remedy: 'Deliveries are named `line.delivery`, as the order shows them.',
  },
  'invoice/no-catch-weight': { title: 'Not sold by catch weight', remedy: 'Leave `grams` out.' },
  'invoice/lines': { title: 'Too many lines, or none', remedy: 'Write several invoices of at most 1,000 lines.' },
  'invoice/less-than-nothing': {
    title: 'Taken off is more than the goods come to',
    remedy: 'Write a partial invoice, which takes no advance off, or credit the advance first.',
  },
  'invoice/more-than-agreed': {
    title: 'More than was agreed or accepted',
    remedy: 'Invoice what is left of the delivery; what came over is invoiced once the buyer has accepted it.',
  },
  'invoice/charge-twice': { title: 'A charge invoiced before', remedy: 'Discard the draft and make a new one.' },
  'invoice/advance-twice': { title: 'The advance was invoiced before', remedy: 'Credit that invoice first.' },
  'invoice/advance-gone': {
    title: 'The advance is gone since it was drafted',
    remedy: 'Discard the draft and make a new one; it takes off what there is.',
  },
  'invoice/too-many': { title: 'Too many invoices of one order', remedy: 'Invoice several deliveries at once.' },
}

const taxing: Problems = {
  'invoice/tax-rate': {
    title: 'Not a rate of this category',
    remedy: 'S has a rate above zero, L and M one of zero or more, O none, all others zero.',
  },
  'invoice/tax-reason': {
    title: 'A reason that is missing, double or out of place',
    remedy: 'Give E one reason or code, the same on the whole invoice; S, Z, L and M none.',
  },
  'invoice/out-of-scope-alone': {
    title: 'Not subject to tax, beside what is',
    remedy: 'Write an invoice of its own for what is not subject to tax.',
  },
  'invoice/seller-not-registered': {
    title: 'The seller has no tax registration',
    remedy: 'Enter it at PATCH /v1/organisations/{id}, or use category O.',
  },
  'invoice/buyer-not-registered': {
    title: 'The buyer has no fitting tax registration',
    remedy: 'Ask the buyer to enter it (K: of another member state), or charge tax.',
  },
  'invoice/not-your-registration': {
    title: 'Not a registration of yours',
    remedy: 'Use a number that your organisation shows.',
  },
  'invoice/not-intra-community': {
    title: 'Not between two member states',
    remedy: 'Use K for goods from one member state to another; G where they leave the Union.',
  },
  'invoice/no-transport-evidence': {
    title: 'No evidence of the transport',
    remedy: 'Add a bill of lading or consignment note to the shipment, or `transportEvidence` to the draft.',
  },
  'invoice/not-an-export': { title: 'Not an export', remedy: 'Use K within the Union, or charge tax.' },
}

const living: Problems = {
  'invoice/not-in-this-state': {
    title: 'Not at this stage',
    remedy: 'The problem names the status and what the invoice takes now. An issued one is credited, never changed.',
  },
  'invoice/number-taken': { title: 'A number used before', remedy: 'Give another number, or none.' },
  'invoice/number-reserved': {
    title: 'A number as the exchange gives them',
    remedy: 'Leave `number` out, or write yours otherwise, such as INV-0017 or 2027-17.',
  },
  'invoice/blocked': {
    title: 'The invoice is blocked',
    remedy: 'Look at GET /v1/invoices/{id}/match: credit what goes beyond, or wait until it is accepted.',
  },
  'invoice/more-than-due': { title: 'More than is open', remedy: 'Record at most what the problem says is open.' },
  'invoice/paid-before-order': {
    title: 'A payment of a day before the order',
    remedy: 'Give the day on which it was paid: nothing is owed before the order was sent.',
  },
  'invoice/paid-ahead': { title: 'A payment of a day to come', remedy: 'Record it on the day or later.' },
  'invoice/too-many-payments': { title: 'Too many payments', remedy: 'Record several as one.' },
  'credit-note/unknown': { title: 'No such credit note', remedy: 'Check the id and the acting organisation.' },
  'credit-note/unknown-line': {
    title: 'Not a line of the invoice, or named twice',
    remedy: 'Name lines and charges as the invoice shows them, each once.',
  },
  'credit-note/more-than-invoiced': {
    title: 'More than is left of the invoice',
    remedy: 'Credit what is left; without `lines` and `charges`, all of it.',
  },
  'credit-note/nothing': { title: 'Nothing to credit', remedy: 'Nothing needs to be done.' },
  'credit-note/too-many': { title: 'Too many credit notes', remedy: 'Credit several lines at once.' },
  'credit-note/advance-in-part': {
    title: 'An advance is credited as a whole',
    remedy: 'Leave `lines` and `charges` out.',
  },
  'credit-note/advance-deducted': {
    title: 'The advance was taken off',
    remedy: 'Credit the final invoice that took it off first.',
  },
}

export const invoiceProblems: Problems = { ...drafting, ...taxing, ...living }
