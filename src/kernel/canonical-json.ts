/** Equal values must give equal bytes to be hashed, sealed or compared: JSON in one canonical form (RFC 8785). */

// Deeper values come from a mistake or a cycle; the recursion must end before the stack does.
const depthMax = 512

const PLAIN_TEXT = /^[ !#-[\]-~]*$/

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
  if (PLAIN_TEXT.test(text)) return `"${text}"`
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
  // Without a comparator, sort goes by UTF-16 code unit, as RFC 8785 §3.2.3 wants.
  const keys = Object.keys(fields).sort()
  let text = '{'
  for (const key of keys) {
    if (text.length > 1) text += ','
    text += `${writeText(key)}:${write(fields[key], depth + 1)}`
  }
  return `${text}}`
}
