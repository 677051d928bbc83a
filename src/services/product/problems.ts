/** What each refusal of the product service means, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

export const productProblems: Problems = {
  'product/unknown': {
    title: 'No such product',
    remedy: 'Check the id. A draft is shown to its supplier only; private label to its maker and brand owner.',
  },
  'product/already-drafted': { title: 'The product exists', remedy: 'Change it with PUT or PATCH.' },
  'product/already-published': { title: 'Published already', remedy: 'Nothing needs to be done.' },
  'product/discontinued': {
    title: 'The product is discontinued',
    remedy: 'Draft a new product under another SKU.',
  },
  'product/visibility-fixed': {
    title: 'Visibility is fixed once published',
    remedy: 'Discontinue the product and draft another one with the visibility you want.',
  },
  'product/sku-taken': {
    title: 'The SKU is taken',
    remedy: 'Change the product that has it (its id stands in the facts), or choose another SKU.',
  },
  'product/name-missing': { title: 'No name', remedy: 'Give a name in at least one language.' },
  'product/hs-code': { title: 'Not an HS code', remedy: 'Write 4, 6, 8 or 10 digits without dots.' },
  'product/temperature-range': { title: 'Temperatures the wrong way round', remedy: 'Give the lower one first.' },
  'product/nutrition': { title: 'More than there can be', remedy: 'Give amounts per 100 g or 100 ml.' },
  'product/weights': { title: 'Weights that contradict', remedy: 'Gross is at least net, net at least drained.' },
  'product/drained': {
    title: 'Drained weight without kilograms',
    remedy: 'Sell by the kilogram, or leave `drained` out.',
  },
  'product/gtin-level': {
    title: 'A GTIN for a package that is not described',
    remedy: 'Describe the packaging level first, in `packaging`.',
  },
  'product/gtin-twice': { title: 'One GTIN for two levels', remedy: 'Give each packaging level its own GTIN.' },
  'product/no-such-version': { title: 'No such version', remedy: 'Take one from GET /v1/products/{id}/versions.' },
  'product/allergen-named-twice': { title: 'An allergen named twice', remedy: 'Name each allergen once.' },
  'price-list/unknown': {
    title: 'No such price list',
    remedy: 'Check the id; a list for customers is shown to them only.',
  },
  'price-list/already-opened': { title: 'The price list exists', remedy: 'Change it, or open another one.' },
  'price-list/withdrawn': { title: 'The price list is withdrawn', remedy: 'Open another list.' },
  'price-list/audience-fixed': {
    title: 'A list stays public, or stays private',
    remedy: 'Open another list for the other audience.',
  },
  'price-list/validity': { title: 'A validity that ends before it begins', remedy: 'Give a later last day.' },
  'price-list/too-many': {
    title: 'Too many open price lists for one customer',
    remedy: 'Withdraw lists that have ended, or set more prices in fewer lists; the facts say for whom it is.',
  },
  'price/quantities': {
    title: 'Not a quantity for each product',
    remedy: 'Repeat `quantity` as often as `productId`, in the same order; or give one for all, or none.',
  },
  'price/unknown': { title: 'No such price', remedy: 'Ask the supplier for a quotation: POST /v1/rfqs.' },
  'price/unit-price': { title: 'Not a unit price', remedy: 'Write 0 or more, with at most 6 decimals.' },
  'price/breaks': {
    title: 'Quantity breaks that do not rise',
    remedy: 'Order them by quantity, from the minimum or below, with unit prices that never rise.',
  },
  'price/incoterm-unfit-for-containers': {
    title: 'A rule for the ship’s side, and goods in containers',
    remedy: 'A warning: the price stands. For containers take FCA in place of FAS or FOB, CPT for CFR, CIP for CIF.',
  },
  'price/product-named-twice': { title: 'A product named twice', remedy: 'Send each product once.' },
  'customer-group/already-formed': { title: 'The customer group exists', remedy: 'Change it, or form another one.' },
  'customer-group/unknown': {
    title: 'No such customer group',
    remedy: 'Check the id; a group is its supplier’s only.',
  },
  'customer-group/too-many': {
    title: 'One customer in too many groups',
    remedy: 'Take the organisation that the facts name out of another of your groups first.',
  },
  'certificate/unknown': {
    title: 'No such certificate',
    remedy: 'Check the id; what is not verified is shown to its supplier only.',
  },
  'certificate/unknown-scheme': { title: 'Not a known scheme', remedy: 'Take an id from GET /v1/certificate-schemes.' },
  'certificate/validity': { title: 'A validity that ends before it begins', remedy: 'Give a later last day.' },
  'certificate/site-missing': {
    title: 'A site certificate without a site',
    remedy: 'Name the sites in `scope.siteIds`.',
  },
  'certificate/state': {
    title: 'Not in this state',
    remedy: 'Read the certificate; what was judged does not change: claim the renewed one as a new certificate.',
  },
  'job/unknown': {
    title: 'No such job',
    remedy: 'Check the id; a job is shown to its organisation, for a week after its end.',
  },
  'import/no-mapping': {
    title: 'No mapping',
    remedy: 'Read the job: once it has succeeded, its result holds the mapping.',
  },
  'import/no-report': {
    title: 'No report',
    remedy: 'Read the job; a report begins with the first row and is kept 30 days.',
  },
  'import/bad-mapping': {
    title: 'Not a mapping',
    remedy: 'Send a JSON object such as {"sku": "Article", "brand": null, "currency": {"value": "EUR"}}.',
  },
  'import/file-gone': { title: 'The file of the import is gone', remedy: 'Send the file again, as a new import.' },
  'import/file-too-large': { title: 'The file is too large', remedy: 'Split it into several imports.' },
  'import/empty-file': { title: 'The file is empty', remedy: 'Send a file with rows.' },
  'import/row-too-large': { title: 'A row too large to keep', remedy: 'Shorten its texts.' },
  'reference/not-a-taxonomy': {
    title: 'Not a taxonomy',
    remedy: 'Send an object of nodes with name, parents and synonyms, such as `categories.full.json`.',
  },
  'reference/not-hs-codes': {
    title: 'Not a table of customs codes',
    remedy: 'Send a CSV file with the columns `hscode` and `description`.',
  },
  'reference/not-json': { title: 'Not JSON', remedy: 'Send the file as it was published, packed with gzip or not.' },
  'reference/too-large': { title: 'Table too large', remedy: 'Leave out what you do not need, and send it again.' },
}
