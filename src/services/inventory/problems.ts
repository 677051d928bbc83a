/** What the pages of this service's problem codes say. */

export const inventoryProblems: Readonly<Record<string, { title: string; remedy: string }>> = {
  'lot/analysis-date': {
    title: 'An analysis on a day that cannot be',
    remedy: 'Give the day on which the laboratory signed: not before production, and not to come.',
  },
  'lot/already-registered': { title: 'The lot is registered already', remedy: 'Read it; a new lot gets a new id.' },
  'lot/code-alone': { title: 'A code and other filters', remedy: 'Look for a code alone, or leave it out.' },
  'lot/code-taken': {
    title: 'The product has a lot with this code',
    remedy: 'Add to that lot at POST /v1/stock/adjustments, or choose another code.',
  },
  'lot/date-before-production': {
    title: 'A date mark before the day of production',
    remedy: 'Correct one of the two days.',
  },
  'lot/date-missing': {
    title: 'A lot without its date',
    remedy: 'Give `markedOn`, or `producedOn` for a product whose shelf life is known.',
  },
  'lot/date-unexpected': {
    title: 'A date on a product that carries none',
    remedy: 'Leave `markedOn` out, or change the product’s date mark.',
  },
  'lot/not-made-yet': { title: 'A day of production that lies ahead', remedy: 'Register a lot when it is made.' },
  'lot/status': {
    title: 'The lot’s status does not allow this',
    remedy: 'Read the lot. A released lot can be held, a held one released, either recalled; a recall is for good.',
  },
  'lot/unknown': { title: 'No such lot', remedy: 'Check the id; a lot is seen by its owner.' },
  'stock/already-picked': {
    title: 'More is picked than would be wanted',
    remedy: 'Put picked goods back before the quantity is lowered.',
  },
  'stock/chosen-mismatch': {
    title: 'The chosen lots do not fit the quantity',
    remedy: 'Name each place once, and quantities that add up.',
  },
  'stock/insufficient': { title: 'Not enough is there', remedy: 'Read the position and take no more than it has.' },
  'stock/lot-not-on-hand': { title: 'Nothing of the lot is on hand', remedy: 'Add to it before you take from it.' },
  'stock/lot-unfit': {
    title: 'The lot may not serve this delivery',
    remedy: 'Choose a released lot that keeps as long as the delivery requires.',
  },
  'stock/not-picked': { title: 'Not so much is picked', remedy: 'Pick first, and name no more than was picked.' },
  'stock/pick-exceeds': {
    title: 'More than can be picked',
    remedy: 'Pick no more than is reserved, or choose lots up to what is wanted.',
  },
  'stock/quantity': { title: 'Not a quantity', remedy: 'Give a whole number of base units, 1 or more.' },
  'stock/reason-mismatch': {
    title: 'A reason that does not go with the change',
    remedy: 'Added goods were produced, found or corrected; the other reasons are for goods that went.',
  },
  'stock/reason-missing': {
    title: 'Other lots than those that expire first, without a reason',
    remedy: 'Send `reason`, or leave the choice to the date.',
  },
  'stock/release-exceeds': {
    title: 'More than can be released',
    remedy: 'Put picked goods back first, or release less.',
  },
  'stock/reservation-over': { title: 'The reservation is over', remedy: 'Reserve again.' },
  'stock/reservation-taken': {
    title: 'The reservation belongs to another delivery',
    remedy: 'Use an id of its own for each delivery.',
  },
  'stock/lot-not-to-leave': {
    title: 'A lot that may not leave',
    remedy: 'Release it once it is found good, or choose a lot that is released and in date.',
  },
  'stock/same-site': { title: 'From a site to itself', remedy: 'Name two sites.' },
  'stock/too-many-lots': {
    title: 'More lots or sites than a stock book holds',
    remedy: 'Let lots be used up, or keep one at fewer sites.',
  },
  'stock/too-many-reservations': {
    title: 'More reservations than a stock book holds',
    remedy: 'Ship or release what is reserved.',
  },
  'stock/unknown-site': { title: 'No such site', remedy: 'Name one of your organisation’s own sites.' },
  'stock/weigh-each-lot': { title: 'One weight for several lots', remedy: 'Choose the lots, each with its weight.' },
  'stock/weight-implausible': {
    title: 'A weight that cannot be',
    remedy: 'Give whole grams, one for each piece at the least.',
  },
  'stock/weight-missing': { title: 'Catch weight without a weight', remedy: 'Send `grams`.' },
  'stock/weight-unexpected': { title: 'A weight where none belongs', remedy: 'Leave `grams` out.' },
}
