/** What each refusal of the sourcing service means, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

const templates: Problems = {
  'rfq-template/unknown': { title: 'No such template', remedy: 'Check the id and the acting organisation.' },
  'rfq-template/already-saved': { title: 'The template exists', remedy: 'Save the RFQ under another template.' },
  'rfq-template/name': { title: 'A template without a name', remedy: 'Give it a name that your people will find.' },
}

const rfqsOwn: Problems = {
  'rfq/unknown': { title: 'No such RFQ', remedy: 'Check the id. An RFQ is seen by its buyer and by those it asks.' },
  'rfq/already-drafted': { title: 'The RFQ exists', remedy: 'Change it with PUT while it is a draft.' },
  'rfq/not-a-draft': { title: 'Published already', remedy: 'Cancel it and draft another; or move its deadline later.' },
  'rfq/wrong-status': {
    title: 'Not in this status',
    remedy: 'The facts name the status. Draft → published → closed → awarded; close it before you award.',
  },
  'rfq/not-open': { title: 'No more quotes', remedy: 'Ask the buyer, who may have moved the deadline.' },
  'rfq/delivery-past': {
    title: 'A delivery on a day that is over',
    remedy: 'Change the draft: ask for deliveries that can still come.',
  },
  'rfq/deadline-passed': { title: 'The deadline has passed', remedy: 'Set a later deadline with PUT, then publish.' },
  'rfq/deadline-not-later': { title: 'Deadlines only move later', remedy: 'Name a later one, or close the RFQ.' },
  'rfq/one-quote-each': { title: 'One quote for each supplier', remedy: 'Revise the quote you have.' },
  'rfq/too-many-quotes': { title: 'Too many suppliers', remedy: 'Close this RFQ; draft another for more suppliers.' },
  'rfq/award-pending': { title: 'An award waits for approval', remedy: 'Have it approved or rejected first.' },
  'rfq/weights': { title: 'Weights that do not sum to 100', remedy: 'Give whole weights that do.' },
  'rfq/unit-price': {
    title: 'Not a unit price',
    remedy: 'Write 0 or more with at most six decimals, such as "12.3456".',
  },
  'rfq/deliveries': { title: 'Deliveries out of order', remedy: 'List each day once, the earliest first.' },
  'rfq/quantity': { title: 'Too much', remedy: 'Ask for less in one line.' },
  'rfq/unknown-product': { title: 'No such product', remedy: 'Name a product that the buyer can see.' },
  'rfq/unknown-site': { title: 'No such site', remedy: 'Name a site of your organisation.' },
  'rfq/supplier-cannot-be-invited': {
    title: 'Cannot be invited',
    remedy: 'Name each supplier once, and not yourself.',
  },
  'rfq/message-target': {
    title: 'Written to the wrong party',
    remedy: 'Suppliers write to the buyer, the buyer to them.',
  },
  'rfq/too-many-messages': { title: 'Too many messages', remedy: 'Go on by other means.' },
  'rfq/quote-expired': {
    title: 'A quote has expired',
    remedy: 'Nothing was ordered. Reject the award, and award without the quote or ask for a new RFQ.',
  },
}

const quotesOwn: Problems = {
  'quote/unknown': { title: 'No such quote', remedy: 'Check the id. A quote is seen by its two parties only.' },
  'quote/not-valid': { title: 'Held until a moment that has passed', remedy: 'Name a later `validUntil`.' },
  'quote/line-twice': { title: 'A line answered twice', remedy: 'Answer each line of the RFQ at most once.' },
  'quote/unknown-line': { title: 'No such line', remedy: 'Name a line by its id in the RFQ.' },
  'quote/breaks': {
    title: 'Breaks that do not rise',
    remedy: 'Begin within the quantity offered and rise from there.',
  },
  'quote/price': { title: 'One price, in one way', remedy: 'Give either `unitPrice` or `breaks`.' },
  'quote/other-measure': {
    title: 'Priced by another measure',
    remedy: 'Give the price for what the product is priced by: a piece, a kilogram or a litre.',
  },
  'quote/two-currencies': { title: 'Prices in two currencies', remedy: 'Give all prices of a quote in one currency.' },
  'quote/charge-currency': { title: 'A charge in another currency', remedy: 'Quote all of it in one currency.' },
  'quote/unknown-site': { title: 'No such site', remedy: 'Name a site of your organisation.' },
  'quote/product-missing': { title: 'No product', remedy: 'Name the product of yours that you offer.' },
  'quote/not-your-product': { title: 'Another supplier’s product', remedy: 'Offer one of your own in its place.' },
  'quote/product-not-published': { title: 'Not published', remedy: 'Publish the product first.' },
  'quote/no-nominal-weight': { title: 'No nominal weight', remedy: 'Describe `unit.netWeightGrams` of the product.' },
  'quote/unit': { title: 'Counted otherwise', remedy: 'Offer a product that is sold in the unit the line asks for.' },
  'quote/not-a-supplier': { title: 'Not a supplier', remedy: 'Add the kind `supplier` to your organisation.' },
  'quote/own-rfq': { title: 'Your own RFQ', remedy: 'Nobody quotes to themselves.' },
  'quote/settled': { title: 'Decided already', remedy: 'Nothing; the outcome stands on each line.' },
  'quote/withdrawn': { title: 'Withdrawn', remedy: 'Ask the supplier, or choose another quote.' },
  'quote/superseded': { title: 'Superseded', remedy: 'Read the quote again and name the version that holds.' },
  'quote/too-many-versions': { title: 'Too many versions', remedy: 'The last one holds.' },
  'quote/line-not-offered': { title: 'Not offered', remedy: 'Choose a quote that answers this line.' },
  'quote/more-than-offered': { title: 'More than was offered', remedy: 'Award at most what is offered.' },
}

const awardsOwn: Problems = {
  'award/unknown': { title: 'No such award', remedy: 'Check the id. An award is seen by its buyer only.' },
  'award/already-proposed': { title: 'The award exists', remedy: 'Read it.' },
  'award/self-approval': { title: 'Nobody approves their own', remedy: 'Ask somebody else of your organisation.' },
  'award/not-an-approver': {
    title: 'Not yours to approve',
    remedy: 'The award’s `chain` says who comes next; `approvals` who has said yes.',
  },
  'award/not-yet-approved': { title: 'Approvals are missing', remedy: 'The award’s `chain` says whose.' },
  'award/line-twice': { title: 'A line twice to one quote', remedy: 'Sum the quantities into one entry.' },
  'award/quantity-or-share': { title: 'A quantity or a share', remedy: 'Give one of the two.' },
  'award/shares': { title: 'More than the whole', remedy: 'Shares of one line sum to at most 100.' },
  'award/unknown-quote': { title: 'No such quote', remedy: 'Name a quote on this RFQ.' },
  'award/not-offered': { title: 'Not offered', remedy: 'Choose a quote that answers this line.' },
  'award/more-than-offered': { title: 'More than was offered', remedy: 'The facts say how much is left of the offer.' },
  'award/below-minimum': { title: 'Less than is sold', remedy: 'Award at least the first break’s quantity.' },
  'award/no-exchange-rate': { title: 'No exchange rate', remedy: 'Ask the platform to set one.' },
  'award/not-pending': { title: 'Not waiting for approval', remedy: 'Read the award: it was decided.' },
  'award/unknown-line': { title: 'No such line', remedy: 'Name a line by its id in the RFQ.' },
  'award/more-than-asked': { title: 'More than is left to award', remedy: 'Award at most what the facts say is left.' },
}

const ratesOwn: Problems = {
  'rates/not-yet': { title: 'A moment to come', remedy: 'Say of when the rates are.' },
  'rates/currency-twice': { title: 'A currency named twice', remedy: 'Name each currency once, the base not at all.' },
  'rates/not-positive': { title: 'Not a rate', remedy: 'A rate is above zero.' },
}

export const rfqProblems: Problems = { ...rfqsOwn, ...templates, ...quotesOwn, ...awardsOwn, ...ratesOwn }
