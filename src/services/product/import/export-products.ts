/** Streams a supplier's products out of the exchange, in a form that its own import and any spreadsheet can read. */
import type { Documents } from '../../../infrastructure/store/documents.ts'
import { nutrients } from '../catalogue/product-details.ts'
import { products, type ProductDocument } from '../catalogue/product-view.ts'

const pageSize = 500

/** A page of documents is read when the one before has been taken. */
export async function* exportProducts(
  documents: Documents,
  supplierId: string,
  format: 'ndjson' | 'csv',
): AsyncGenerator<string> {
  // With a byte order mark, or spreadsheets take UTF-8 for the local code page.
  if (format === 'csv') yield `\uFEFF${columns.map(({ name }) => name).join(',')}\r\n`
  let after: string | undefined
  do {
    const find = { index: 'bySupplier', equals: [supplierId], limit: pageSize } as const
    const page = await documents.find(products, { ...find, ...(after !== undefined && { after }) })
    if (page.items.length > 0)
      yield page.items.map(({ body }) => (format === 'csv' ? csvLine(body) : `${body}\n`)).join('')
    after = page.next
  } while (after !== undefined)
}

type Cell = string | number | boolean | undefined
type Column = { readonly name: string; readonly of: (product: ProductDocument) => Cell }

const columns: readonly Column[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'sku', of: ({ sku }) => sku },
  { name: 'status', of: ({ status }) => status },
  { name: 'gtin', of: ({ gtins }) => gtins?.base },
  { name: 'name', of: ({ name }) => name['en'] ?? Object.values(name)[0] },
  { name: 'description', of: ({ description }) => description?.['en'] ?? Object.values(description ?? {})[0] },
  { name: 'brand', of: ({ brand }) => brand },
  { name: 'brandOwner', of: ({ brandOwner }) => brandOwner },
  { name: 'category', of: ({ category }) => category },
  { name: 'countryOfOrigin', of: ({ countryOfOrigin }) => countryOfOrigin },
  { name: 'hsCode', of: ({ hsCode }) => hsCode },
  { name: 'ingredients', of: ({ ingredients }) => ingredients },
  { name: 'soldBy', of: ({ soldBy }) => soldBy },
  { name: 'dateMark', of: ({ dateMark }) => dateMark },
  { name: 'shelfLifeDays', of: ({ shelfLifeDays }) => shelfLifeDays },
  { name: 'netWeight (g)', of: ({ unit }) => unit?.netWeightGrams },
  { name: 'grossWeight (g)', of: ({ unit }) => unit?.grossWeightGrams },
  ...nutrients.map((nutrient): Column => ({ name: nutrient, of: ({ nutrition }) => nutrition?.[nutrient] })),
  { name: 'contains', of: ({ allergens }) => declared(allergens, 'contains') },
  { name: 'may contain', of: ({ allergens }) => declared(allergens, 'may contain') },
  { name: 'free of', of: ({ allergens }) => declared(allergens, 'free') },
]

const declared = (allergens: ProductDocument['allergens'], status: string): string =>
  Object.entries(allergens)
    .filter(([, said]) => said === status)
    .map(([code]) => code)
    .join('; ')

const csvLine = (body: string): string => {
  const product = JSON.parse(body) as ProductDocument
  return `${columns.map(({ of }) => csvCell(of(product))).join(',')}\r\n`
}

/** Quoted where CSV asks for it (RFC 4180); what a spreadsheet would run as a formula is led by an apostrophe. */
export const csvCell = (value: Cell): string => {
  if (value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
