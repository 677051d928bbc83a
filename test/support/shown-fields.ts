/** Which fields each kind of caller is shown by each operation that reads, as a text that is compared to the one kept. */
import type { Operation } from './described-operations.ts'
import type { RawAnswer } from './send-raw.ts'

/** A field that is named for what it holds, such as a currency, a day or an id: all of them are one field. */
const NAMED_BY_DATA = /^([a-z]{3}_[0-9a-f]{32}|[A-Z]{3}|\d{4}-\d{2}(-\d{2})?)$/

/** The paths to all values of a body: `lines[].unitPrice`. A list without items, or an empty object, shows its own name. */
export function fieldsOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value)
    ? value.flatMap((each) => fieldsOf(each, `${path}[]`))
    : Object.entries(value).flatMap(([name, each]) => {
        const shown = NAMED_BY_DATA.test(name) ? '*' : name
        return fieldsOf(each, path === '' ? shown : `${path}.${shown}`)
      })
  return inner.length === 0 ? [path] : [...new Set(inner)].toSorted()
}

export type Shown = {
  readonly operation: Operation
  /** By the name of who asked, in an order that stays. */
  readonly answers: ReadonlyMap<string, RawAnswer>
}

/** A chapter an operation; callers who are shown the same fields stand together, and who is refused is told so. */
export function shownFieldsPage(shown: readonly Shown[]): string {
  const chapters = shown.map(({ operation: { operationId, method, path }, answers }) => {
    const asked = Array.from(answers, ([who, { status, body }]) => {
      const told = status === 200 ? fieldsOf(body).join('\n') : `refused with ${status}`
      return [who, told] as const
    })
    const together = Map.groupBy(asked, ([, told]) => told)
    const parts = Array.from(together, ([told, who]) => `${who.map(([name]) => name).join(', ')}\n\n${indented(told)}`)
    return `## ${operationId}: ${method} ${path}\n\n${parts.join('\n\n')}\n`
  })
  return chapters.join('\n')
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
