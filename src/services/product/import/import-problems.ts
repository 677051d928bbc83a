/** What is wrong with a catalogue file or one of its rows, and what to change in it: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

const files: Problems = {
  'import/unknown-format': {
    title: 'Not a table and not NDJSON',
    remedy: 'Save the sheet as "CSV UTF-8", or send one JSON object a line; plain or packed with gzip, not zip.',
  },
  'import/json-array': {
    title: 'One JSON array instead of lines',
    remedy: 'Send one object a line (NDJSON): `jq -c ".[]" file.json` makes it so.',
  },
  'import/damaged-gzip': {
    title: 'A gzip file that is damaged or cut off',
    remedy: 'Pack the file again, test it with `gzip -t`, and send it again.',
  },
  'import/unpacks-too-far': {
    title: 'A gzip file that grows without measure',
    remedy: 'Send the file unpacked, or without the empty rows and columns that let it shrink so far.',
  },
  'import/unknown-field': {
    title: 'A mapping to a field that products do not have',
    remedy: 'Take the field names from the mapping that the job proposes at GET /v1/jobs/{jobId}/mapping.',
  },
  'import/unknown-column': {
    title: 'A mapping from a column that the file does not have',
    remedy: 'Write the column as the file’s first row does; the detail lists the columns that were found.',
  },
  'import/column-twice': {
    title: 'One column for two fields',
    remedy: 'Let each column feed one field, and set the other to null or to a value for all rows.',
  },
}

const rows: Problems = {
  'import/row-too-long': {
    title: 'A row that does not end',
    remedy: 'A row has at most 1 MiB. Look for a quote that is never closed, or shorten its texts.',
  },
  'import/too-many-columns': { title: 'Too many columns', remedy: 'Send at most 1,000 columns; drop the empty ones.' },
  'import/too-many-cells': {
    title: 'More cells than columns',
    remedy: 'A text holds the sign that separates cells. Put quotes around that text, or export with tabs.',
  },
  'import/unclosed-quote': {
    title: 'A quote that is not closed',
    remedy: 'Write a quote within a quoted cell twice: "12"" pizza".',
  },
  'import/not-json': {
    title: 'A line that is not JSON',
    remedy: 'Write one whole object on each line, without a comma at its end.',
  },
  'import/not-an-object': {
    title: 'A line that is no object',
    remedy: 'Write each product as an object, such as {"sku": "A-1", "name": "Gouda"}.',
  },
  'import/forbidden-key': { title: 'A field called __proto__', remedy: 'Rename the field or leave it out.' },
  'import/broken-text': {
    title: 'A text with half a character',
    remedy: 'It was cut in the middle of a sign such as an emoji. Write the text again, or cut it elsewhere.',
  },
  'import/too-deep': {
    title: 'Values within values within values',
    remedy: 'Nest at most 32 levels; write what belongs to the product at its top.',
  },
  'import/number-too-large': {
    title: 'A number that would lose digits',
    remedy: 'Put quotes around it. Barcodes and article codes are texts, not numbers.',
  },
}

const values: Problems = {
  'import/no-code': {
    title: 'A row without an article code',
    remedy: 'Give a SKU or a GTIN in every row: without one, the next import could not find the product again.',
  },
  'import/no-name': { title: 'A row without a name', remedy: 'Fill in the name, or map the column that holds it.' },
  'import/not-a-text': {
    title: 'A list or an object where a text belongs',
    remedy: 'Write a text, or map the field within the object: `/names/en`.',
  },
  'import/text-too-long': { title: 'A text that is too long', remedy: 'Shorten it to what the detail names.' },
  'import/not-a-number': {
    title: 'Not a number',
    remedy: 'Write digits with a decimal point, such as 12.5; put units and remarks into columns of their own.',
  },
  'import/ambiguous-number': {
    title: 'A thousand, or a thousandth?',
    remedy: '"1,234" is read differently in different countries. Write 1234 or 1.234, without a sign for thousands.',
  },
  'import/not-a-count': {
    title: 'Not a number of packages or days',
    remedy: 'Write a whole number from 1, such as 12 for twelve in a case.',
  },
  'import/impossible-weight': {
    title: 'A weight or volume that cannot be true',
    remedy: 'Write more than zero and at most 40 tonnes, with the unit that is meant: 500 g, not 500 t.',
  },
  'import/impossible-temperature': {
    title: 'A storage temperature that cannot be true',
    remedy: 'Write degrees Celsius between -100 and 100.',
  },
  'import/unknown-date-mark': {
    title: 'Not a date mark',
    remedy: 'Write `use-by`, `best-before` or `none`.',
  },
  'import/other-currency': {
    title: 'A price in another currency',
    remedy: 'Name a price list in the currency of the file, or convert the prices.',
  },
  'import/price-not-positive': {
    title: 'A price of nothing',
    remedy: 'Write a price above zero, or leave the cell empty: the product is then sold by quotation.',
  },
}

/** The codes of files, their rows and the values in them; what concerns the upload itself stands with the routes. */
export const importProblems: Problems = { ...files, ...rows, ...values }
