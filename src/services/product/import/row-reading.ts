/** What reading one row needs, and where it collects what it found wrong. */
import type { CountryCode } from '../../../kernel/country.ts'
import type { FieldError, Rejection } from '../../../kernel/rejection.ts'
import type { AllergenProposal } from '../allergens/allergens.ts'
import type { MappedRow, MappedValue } from './map-row.ts'
import type { ProductField } from './product-fields.ts'
import { isAbsent, plainText } from './plain-text.ts'

export type RowNeeds = {
  readonly propose: (ingredients: string) => readonly AllergenProposal[]
  /** The id in the category tree of a supplier's own words. */
  readonly categoryOf: (text: string) => string | undefined
  readonly countryOf: (text: string) => CountryCode | undefined
  /** The language of names that do not say theirs, such as `en`; `und` where it is not known. */
  readonly language: string
}

/** What was left out or read generously; the row is imported nevertheless. `pointer` points into the source row. */
export type RowNotice = FieldError

/** Collects refusals and notices over all fields, so that a supplier mends a row once and not field by field. */
export class RowReading {
  readonly errors: FieldError[] = []
  readonly notices: RowNotice[] = []
  #firstCode: Rejection['code'] | undefined
  readonly row: MappedRow
  readonly needs: RowNeeds
  constructor(row: MappedRow, needs: RowNeeds) {
    this.row = row
    this.needs = needs
  }
  refuse(code: Rejection['code'], pointer: string, detail: string): void {
    this.#firstCode ??= code
    this.errors.push({ pointer, detail })
  }
  note(pointer: string, detail: string): void {
    this.notices.push({ pointer, detail })
  }
  /** The value of a field; undefined where the table writes nothing, `-` or `n/a`. */
  value(field: ProductField): MappedValue | undefined {
    const found = this.row.fields.get(field)
    return found === undefined || isAbsent(found.value) ? undefined : found
  }
  /** One line of text; longer than `max` letters, or no text at all, is refused. */
  text(field: ProductField, max: number): string | undefined {
    const found = this.value(field)
    if (found === undefined) return undefined
    const text = plainText(found.value)
    if (text === undefined) this.refuse('import/not-a-text', found.pointer, `The ${field} is no text.`)
    else if (text.length > max) {
      this.refuse('import/text-too-long', found.pointer, `The ${field} is longer than ${max} characters.`)
    } else return text === '' ? undefined : text
    return undefined
  }
  /** The refusal of the row, if anything was refused: coded by the first, naming all. */
  rejection(): Rejection | undefined {
    if (this.#firstCode === undefined) return undefined
    const detail = this.errors.map((error) => error.detail).join(' ')
    return { kind: 'invalid', code: this.#firstCode, detail, errors: this.errors }
  }
}
