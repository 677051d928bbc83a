/** What each refusal of the shared values (codes, money, quantities, dates) means, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

const gs1: Problems = {
  'gs1/not-a-gtin': {
    title: 'Not a GTIN',
    remedy: 'Write the 8, 12, 13 or 14 digits under the barcode and nothing else; any other article code is the SKU.',
  },
  'gs1/not-a-gln': { title: 'Not a GLN', remedy: 'Write the 13 digits that GS1 gave to the company or site.' },
  'gs1/not-an-sscc': {
    title: 'Not an SSCC',
    remedy: 'Write the 18 digits of the logistic label, without the (00) in front of them.',
  },
  'gs1/not-digits': { title: 'Other signs than digits', remedy: 'Write 0 to 9 only: no spaces, points or hyphens.' },
  'gs1/wrong-check-digit': {
    title: 'A number with a typing error',
    remedy:
      'Compare it with the label: the last digit is reckoned from the others, and the detail says which it would be.',
  },
  'gs1/restricted-number': {
    title: 'A number of one company’s own',
    remedy: 'Prefixes 02, 04 and 20 to 29 are given out inside a company. Send the number as the SKU, and no GTIN.',
  },
  'gs1/mangled-by-spreadsheet': {
    title: 'A code that a spreadsheet turned into a number',
    remedy: 'Digits are lost, as in 4.0123E+12. Format the column as text, fill it in again and export the sheet anew.',
  },
  'gs1/bad-company-prefix': {
    title: 'Not a GS1 company prefix',
    remedy: 'Take the 4 to 12 digits from your GS1 licence.',
  },
  'gs1/serial-exhausted': {
    title: 'No label numbers left under this prefix',
    remedy: 'Use another extension digit (0 to 9) or another company prefix.',
  },
}

const money: Problems = {
  'money/overflow': {
    title: 'An amount beyond what can be kept',
    remedy: 'An amount has at most 9,007,199,254,740,991 cents. Check price and quantity, or split the order.',
  },
  'money/not-an-integer': {
    title: 'Part of a cent',
    remedy: 'Write amounts as whole cents (or the currency’s smallest unit): 1250 for 12.50 EUR.',
  },
  'money/too-precise': {
    title: 'More decimals than the currency has',
    remedy: 'Round the amount: two decimals for EUR or USD, none for JPY.',
  },
  'money/currency-mismatch': {
    title: 'Amounts in two currencies',
    remedy: 'Give them in one currency; the exchange converts only where a rate is named.',
  },
  'money/no-shares': {
    title: 'Shares that split nothing',
    remedy: 'Give 1 to 10,000 whole shares, none negative and not all zero.',
  },
  'money/malformed': { title: 'Not an amount', remedy: 'Write digits with a decimal point, such as "1234.50".' },
  'decimal/malformed': {
    title: 'Not a decimal number',
    remedy: 'Write digits with an optional point, such as "12.3456": no comma, blank, plus sign or exponent.',
  },
  'decimal/too-long': {
    title: 'Too many digits',
    remedy: 'A number has at most 18 digits before the point and 12 after it.',
  },
  'decimal/division-by-zero': { title: 'A division by nothing', remedy: 'Give a rate or quantity above zero.' },
  'catch-weight/not-a-count': {
    title: 'Not a count of pieces or grams',
    remedy: 'Give pieces and grams as whole numbers, zero or more.',
  },
  'catch-weight/weight-without-pieces': {
    title: 'A weight of no pieces',
    remedy: 'Say how many pieces weigh so much.',
  },
  'catch-weight/pieces-without-weight': { title: 'Pieces without a weight', remedy: 'Weigh the pieces.' },
  'catch-weight/insufficient': { title: 'More pieces or grams than there are', remedy: 'Take at most what is there.' },
  'currency/unknown': {
    title: 'Not a currency',
    remedy: 'Write the three capital letters of ISO 4217, such as EUR or USD.',
  },
  'currency/not-money': {
    title: 'A code of ISO 4217 that nobody pays in',
    remedy: 'Funds, metals and test codes (XAU, XTS) are refused. Trade in a currency such as EUR or USD.',
  },
  'country/unknown': {
    title: 'Not a country',
    remedy: 'Write the two capital letters of ISO 3166-1, such as DE; the United Kingdom is GB.',
  },
}

const quantities: Problems = {
  'quantity/not-a-whole-number': {
    title: 'Part of a unit',
    remedy: 'Quantities are whole pieces, grams or millilitres: write 1500 grams for 1.5 kg.',
  },
  'quantity/negative': { title: 'A quantity below zero', remedy: 'Write 0 or more.' },
  'quantity/not-positive': { title: 'A quantity of nothing', remedy: 'Write 1 or more, or leave the line out.' },
  'quantity/overflow': {
    title: 'A quantity beyond what can be counted',
    remedy: 'Check the unit: quantities are in pieces, grams or millilitres.',
  },
  'quantity/unit-mismatch': {
    title: 'Pieces, grams and millilitres mixed',
    remedy: 'Give all of them in the unit that the product is sold by.',
  },
  'quantity/insufficient': {
    title: 'More taken than there is',
    remedy: 'Read what is left and take no more than that.',
  },
  'quantity/below-minimum': {
    title: 'Less than the minimum order',
    remedy: 'Order at least what the detail names; the price shows it as its minimum.',
  },
  'quantity/off-increment': {
    title: 'Between two order steps',
    remedy: 'Order one of the two quantities that the detail names; the price shows its increment.',
  },
  'packaging/duplicate-level': {
    title: 'A packaging level described twice',
    remedy: 'Describe case, layer, pallet and container once each.',
  },
  'packaging/unknown-level': {
    title: 'A packaging level that the product does not have',
    remedy: 'Name a level that its `packaging` describes, or the base unit; each level holds a smaller one.',
  },
  'packaging/bad-count': {
    title: 'Not a number of packages',
    remedy: 'Write a whole number: 0 or more of a quantity, 1 or more for what a package holds.',
  },
  'packaging/too-large': {
    title: 'More base units than can be counted',
    remedy: 'Check how many each packaging level holds.',
  },
  'packaging/not-whole': {
    title: 'Packages that do not come out even',
    remedy: 'Order one of the two counts that the detail names, or name a smaller level.',
  },
}

const times: Problems = {
  'time/malformed-instant': {
    title: 'Not a moment in UTC',
    remedy: 'Write day, time and Z, such as 2026-08-01T09:00:00Z; an offset such as +02:00 is refused.',
  },
  'time/malformed-date': { title: 'Not a day', remedy: 'Write year, month and day, such as 2026-08-01.' },
  'time/impossible': {
    title: 'A day or time that does not exist',
    remedy: 'Check the calendar: 30 February and 24:30 are refused, never moved to the next day.',
  },
}

export const kernelProblems: Problems = { ...gs1, ...money, ...quantities, ...times }
