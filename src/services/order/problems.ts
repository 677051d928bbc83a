/** What each refusal of the order service means, and what helps: shown at /problems/{code}. */
import { claimProblems } from './claim/claim-problems.ts'
import { sampleProblems } from './sample/sample-problems.ts'
import { standingOrderProblems } from './standing/standing-order-problems.ts'

type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

const placing: Problems = {
  'order/unknown': {
    title: 'No such order',
    remedy: 'Check the id and the acting organisation. A supplier sees an order from the moment it was sent.',
  },
  'order/same-party': { title: 'Buyer and supplier are one', remedy: 'Move your own stock with a stock movement.' },
  'order/no-such-supplier': {
    title: 'No such verified supplier',
    remedy: 'Take the supplier’s id from its products. Suppliers trade once the platform has verified them.',
  },
  'order/other-supplier': {
    title: 'A line is of another supplier',
    remedy: 'Place one order for each supplier.',
  },
  'order/not-for-sale': { title: 'The product is not for sale', remedy: 'Order published products only.' },
  'order/no-price': {
    title: 'No price for you',
    remedy:
      'Look at GET /v1/prices for the product; ask the supplier for a price list, or send a request for quotation.',
  },
  'order/price-changed': {
    title: 'A price has changed since the draft was made',
    remedy: 'Cancel the draft and place the order again; it takes the prices of that day.',
  },
  'order/no-nominal-weight': {
    title: 'A catch-weight product without an expected weight',
    remedy: 'Ask the supplier to state the net weight of one piece.',
  },
  'order/mixed-terms': {
    title: 'More than one currency or incoterm',
    remedy: 'Name the currency or the incoterm you want, or place one order for each.',
  },
  'order/deliveries': {
    title: 'A line without one clear delivery',
    remedy: 'Give a quantity with a delivery date, or a list of deliveries.',
  },
  'order/no-delivery': { title: 'A line without deliveries', remedy: 'Give each line at least one delivery.' },
  'order/date-past': { title: 'The day is over', remedy: 'Ask for delivery today (UTC) or later.' },
  'order/quantity': { title: 'Not a quantity', remedy: 'Give a whole number of the base unit, 1 or more.' },
  'order/negative-price': { title: 'A negative price', remedy: 'Prices are zero or more.' },
  'order/advance': { title: 'An impossible advance', remedy: 'An advance is 0 to 10,000 hundredths of a percent.' },
  'order/too-many-lines': { title: 'Too large, or empty', remedy: 'Place several orders of at most 200 lines.' },
  'order/unknown-site': { title: 'No such site', remedy: 'Use the id of one of your own organisation’s sites.' },
}

const agreeing: Problems = {
  'order/not-in-this-state': {
    title: 'Not at this stage',
    remedy:
      'The problem names the status and what the order takes now; `propose-change` is POST /v1/orders/{id}/changes.',
  },
  'order/other-side': { title: 'For the other party to do', remedy: 'Ask the other party.' },
  'order/own-approval': {
    title: 'Nobody approves what they asked for',
    remedy: 'Ask another approver of your organisation.',
  },
  'order/not-an-approver': {
    title: 'This approval is not yours to give',
    remedy: 'The order’s `approval` names the steps; a delegation may put you in somebody’s place.',
  },
  'order/too-many-unanswered': {
    title: 'Too many orders wait for an answer',
    remedy: 'Wait until the supplier answers one of those that hold the product, or cancel what you do not need.',
  },
  'order/nothing-confirmed': { title: 'A confirmation of nothing', remedy: 'Decline the order instead.' },
  'order/decline-instead': { title: 'The supplier declines', remedy: 'POST /v1/orders/{id}/decline.' },
  'order/cancel-whole': {
    title: 'Cancelled as a whole',
    remedy: 'Before the confirmation leave `deliveries` out; parts can be cancelled after it.',
  },
  'order/unknown-delivery': {
    title: 'No such delivery',
    remedy: 'Deliveries are named `line.delivery`, as the order shows them.',
  },
  'order/delivery-twice': { title: 'A delivery named twice', remedy: 'Name each delivery once.' },
  'order/nothing-open': { title: 'Nothing is open', remedy: 'All of it was shipped, planned or cancelled.' },
  'order/other-partys-answer': {
    title: 'The other party’s answer',
    remedy: 'Who proposed a cancellation or a change may take it back, not accept it.',
  },
  'order/too-many-shipments': { title: 'Too many shipments', remedy: 'Cancel the rest by consent and order it anew.' },
  'order/not-settled': {
    title: 'Not all is settled',
    remedy: 'Receive what is under way, judge what is held or over, or cancel the remainder by consent.',
  },
}

const changing: Problems = {
  'order/other-currency': { title: 'A price in another currency', remedy: 'Give prices in the order’s currency.' },
  'order/other-measure': { title: 'Priced by another measure', remedy: 'Give the price by what the line says.' },
  'order/unknown-line': { title: 'No such line', remedy: 'Lines are named by their number, as the order shows them.' },
  'order/line-twice': { title: 'A line named twice', remedy: 'Name each line once.' },
  'order/too-much-at-once': {
    title: 'Too many deliveries in one change',
    remedy: 'Propose a change for part of them; when that is agreed, another one for the rest.',
  },
  'order/nothing-changed': {
    title: 'A change of nothing',
    remedy: 'Say what shall differ from what the order says now.',
  },
  'order/less-than-left': {
    title: 'Less than has left already',
    remedy: 'Keep at least what was shipped or stands in a shipment; withdraw shipments that have not left first.',
  },
  'order/nothing-to-come': {
    title: 'Nothing is left to change',
    remedy: 'What has left keeps its day and its price. Add a delivery to the line for more.',
  },
  'order/too-many-deliveries': { title: 'Too many deliveries', remedy: 'Place another order for what is more.' },
  'order/too-many-changes': {
    title: 'Changed too often',
    remedy: 'Place another order for what is still to be agreed.',
  },
  'order/cancel-instead': {
    title: 'Nothing would be left of the order',
    remedy: 'POST /v1/orders/{id}/cancel: the other party has to agree to that too.',
  },
  'order/own-proposal': { title: 'Your own side’s proposal', remedy: 'POST /v1/orders/{id}/withdraw-change.' },
  'order/other-partys-proposal': {
    title: 'The other party’s proposal',
    remedy: 'POST /v1/orders/{id}/refuse-change.',
  },
  'order/change-overtaken': {
    title: 'Goods have left since it was agreed',
    remedy: 'Withdraw the change and propose it again: the problem names both totals.',
  },
}

const shipping: Problems = {
  'order/more-than-open': {
    title: 'More than is open',
    remedy: 'The problem says how much is; a tolerance has to be agreed in the order.',
  },
  'order/stock-short': {
    title: 'Not enough stock that keeps long enough',
    remedy: 'Ship what is there, register the lots that were made, or choose lots with a reason.',
  },
  'order/receipt': {
    title: 'A receipt that says nothing clear',
    remedy: 'Give `lines`, or `allAccepted: true`; not both.',
  },
  'order/figures-late': {
    title: 'A shipment was changed a moment ago',
    remedy: 'Send the same request again after a second.',
  },
  'shipment/unknown': { title: 'No such shipment', remedy: 'Check the id and the acting organisation.' },
  'shipment/not-in-this-state': {
    title: 'Not at this stage',
    remedy: 'The problem names the status and what the shipment takes now.',
  },
  'shipment/weight-unexpected': {
    title: 'A weight of what is not catch weight',
    remedy: 'Leave `grams` out; what is sold by the kilogram is counted in grams as its quantity.',
  },
  'shipment/temperature-before-loading': {
    title: 'A temperature from before the goods were loaded',
    remedy: 'Leave out what a logger measured before this shipment, or give the time in UTC or with its offset.',
  },
  'shipment/temperature-ahead': {
    title: 'A temperature that has not been measured yet',
    remedy: 'Give the time of the measurement in UTC, or with its offset.',
  },
  'shipment/unknown-lot': {
    title: 'No such lot in the shipment',
    remedy: 'Judge the lots that the shipment lists; goods of no listed lot are "over" on one of them.',
  },
  'shipment/more-than-there': {
    title: 'More than there is to judge',
    remedy: 'Judge at most what was shipped; what came beyond it is "over".',
  },
  'shipment/judged-otherwise': {
    title: 'Not a judgement of held or over goods',
    remedy: 'Say `accepted`, `damaged`, `short-dated` or `temperature-excursion`.',
  },
  'shipment/already-received': {
    title: 'Some of it was received',
    remedy: 'Say what became of the rest by another receipt.',
  },
  'shipment/nothing-to-receive': { title: 'All of it was judged', remedy: 'Nothing needs to be done.' },
  'shipment/packed-otherwise': {
    title: 'Packages hold more than the shipment',
    remedy: 'Let the packages’ contents add up to the shipment’s lines, or to less.',
  },
  'shipment/sscc-twice': { title: 'An SSCC used twice', remedy: 'Give each package its own, or none.' },
  'shipment/too-many-packages': { title: 'Too many packages', remedy: 'Send a shipment of at most 500 packages.' },
  'shipment/too-many-documents': { title: 'Too many documents', remedy: 'Attach at most 50.' },
  'shipment/too-many-temperatures': { title: 'Too many temperatures', remedy: 'Log at most 2,000, one a few minutes.' },
  'shipment/too-many-receipts': { title: 'Too many receipts', remedy: 'Say more in one receipt.' },
}

export const orderProblems: Problems = {
  ...placing,
  ...agreeing,
  ...changing,
  ...shipping,
  ...claimProblems,
  ...standingOrderProblems,
  ...sampleProblems,
}
