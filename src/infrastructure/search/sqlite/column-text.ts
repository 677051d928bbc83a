/** How a document's columns are written: as short texts, which SQLite hands over in bulk many times faster than blobs. */

export type Columns = {
  /** Milliseconds since 1970. */
  readonly created: number
  readonly numbers: readonly (readonly [number: number, value: number])[]
  /** Facet values and readers. */
  readonly values: readonly number[]
}

/** `created;number=value,…;value,…` */
export const encodeColumns = ({ created, numbers, values }: Columns): string =>
  `${created};${numbers.map(([number, value]) => `${number}=${value}`).join(',')};${values.join(',')}`

export function decodeColumns(text: string): Columns {
  const [created, numbers, values] = text.split(';') as [string, string, string]
  return {
    created: Number(created),
    numbers:
      numbers === ''
        ? []
        : numbers.split(',').map((pair) => pair.split('=').map(Number) as unknown as [number, number]),
    values: integersOf(values),
  }
}

/** `1,22,333` as numbers; several times faster than to split and convert. */
export function integersOf(text: string): number[] {
  const numbers: number[] = []
  if (text === '') return numbers
  let number = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 44) {
      numbers.push(number)
      number = 0
    } else number = number * 10 + unit - 48
  }
  numbers.push(number)
  return numbers
}
