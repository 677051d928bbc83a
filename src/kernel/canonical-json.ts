/** Equal values must give equal bytes to be hashed, sealed or compared: JSON in one canonical form (RFC 8785). */

// Deeper values come from a mistake or a cycle; the recursion must end before the stack does.
const depthMax = 512

// Field names recur in every event: written once, they are remembered, but never more than so many.
const rememberedNamesMax = 4096
const rememberedNames = new Map<string, string>()

// Up to here insertion is faster than the runtime's sort.
const insertionSortMax = 24

/**
 * The text of a JSON value with its keys sorted by UTF-16 code unit, without white space, numbers and escapes as in
 * ECMAScript. Throws TypeError on what has no JSON form or would lose something: undefined, NaN, infinities, bigints,
 * functions, symbols, lone surrogates, class instances (dates too), holes in arrays, and nesting beyond 512.
 * Source: RFC 8785.
 */
export const canonicalJson = (value: unknown): string => write(value, 0)

const write = (value: unknown, depth: number): string => {
  switch (typeof value) {
    case 'string':
      return writeText(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`)
      return String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth === depthMax) throw new TypeError(`nested deeper than ${depthMax}, or in a circle`)
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth)
    case 'undefined':
    case 'bigint':
    case 'function':
    case 'symbol':
      throw new TypeError(`a ${typeof value} has no JSON form`)
  }
}

const writeText = (text: string): string => {
  if (!text.isWellFormed()) throw new TypeError('a text with a lone surrogate has no JSON form')
  return JSON.stringify(text)
}

const writeArray = (items: readonly unknown[], depth: number): string => {
  let text = '['
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    text += write(items[index], depth + 1)
  }
  return `${text}]`
}

const writeObject = (object: object, depth: number): string => {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('only plain objects and arrays have a JSON form')
  }
  const fields = object as Readonly<Record<string, unknown>>
  const keys = sorted(Object.keys(fields))
  let text = '{'
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    if (index > 0) text += ','
    text += writeName(key) + write(fields[key], depth + 1)
  }
  return `${text}}`
}

const writeName = (key: string): string => {
  const remembered = rememberedNames.get(key)
  if (remembered !== undefined) return remembered
  const name = `${writeText(key)}:`
  if (rememberedNames.size < rememberedNamesMax && key.length <= 64) rememberedNames.set(key, name)
  return name
}

/** In place, by UTF-16 code unit (RFC 8785 §3.2.3), which is how `<` and a sort without comparator compare texts. */
const sorted = (keys: string[]): readonly string[] => {
  if (keys.length > insertionSortMax) return keys.sort()
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index]!
    let place = index
    while (place > 0 && keys[place - 1]! > key) {
      keys[place] = keys[place - 1]!
      place--
    }
    keys[place] = key
  }
  return keys
}
