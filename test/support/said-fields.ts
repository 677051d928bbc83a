/** Which of the fields that may be absent were met with, and which without. */
import { literalsOf, membersOf, type Form } from './event-types.ts'

export class SaidFields {
  readonly #with = new Set<string>()
  readonly #without = new Set<string>()
  readonly #known = new Set<string>()

  /** What there is to meet in values of these forms. */
  expect(forms: readonly Form[]): void {
    for (const form of forms.flatMap(membersOf)) {
      if (form.kind === 'list') this.expect([form.of])
      if (form.kind !== 'object') continue
      for (const { form: of, isOptional, declared } of form.fields.values()) {
        if (isOptional) this.#known.add(declared)
        this.expect([of])
      }
    }
  }

  meet(value: unknown, forms: readonly Form[]): void {
    for (const form of forms.flatMap(membersOf)) {
      if (form.kind === 'list' && Array.isArray(value)) for (const each of value) this.meet(each, [form.of])
      if (form.kind !== 'object' || !isOf(value, form)) continue
      for (const [name, { form: of, isOptional, declared }] of form.fields) {
        const part = value[name]
        if (isOptional) (part === undefined ? this.#without : this.#with).add(declared)
        if (part !== undefined) this.meet(part, [of])
      }
    }
  }

  known = (): number => this.#known.size

  /** Each with what is missing of it. */
  missing = (): readonly string[] =>
    [...this.#known].toSorted().flatMap((declared) => {
      const [place] = declared.split(' @')
      return [
        ...(this.#with.has(declared) ? [] : [`${place}: never said`]),
        ...(this.#without.has(declared) ? [] : [`${place}: never left out`]),
      ]
    })
}

/** Whether all that an object's form fixes is so: its `type`, its `kind`. */
const isOf = (value: unknown, form: Extract<Form, { kind: 'object' }>): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  [...form.fields].every(([name, field]) => {
    const fixed = literalsOf(field.form)
    if (fixed.length === 0 || fixed.length < membersOf(field.form).length) return true
    const part = (value as Readonly<Record<string, unknown>>)[name]
    return part === undefined ? field.isOptional : fixed.includes(part)
  })
