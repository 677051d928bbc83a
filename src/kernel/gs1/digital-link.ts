/** A GS1 Digital Link is a web address that names goods: the one code for tills, phones and warehouses. */
import { elementString, isKnownIdentifier, parseElement } from './gs1-element.ts'
import type { Gs1Element } from './gs1-element.ts'
import type { Rejection } from '../rejection.ts'
import { accept, reject } from '../result.ts'
import type { Result } from '../result.ts'
import type { LocalDate } from '../time.ts'

/** The key and its qualifiers in their order, then the attributes as they stood. */
export type DigitalLink = {
  readonly elements: readonly Gs1Element[]
  /** The same as in a barcode, '^' for FNC1. */
  readonly elementString: string
}

export type DigitalLinkRejection = Rejection & {
  readonly code:
    | 'gs1/not-a-digital-link'
    | 'gs1/no-key'
    | 'gs1/misplaced-element'
    | 'gs1/duplicate-element'
    | 'gs1/unknown-identifier'
    | 'gs1/bad-element'
}

export type DigitalLinkOptions = {
  /** The day that decides the century of a date. */
  readonly today: LocalDate
  /** Whether (01) may be a GTIN-8, -12 or -13 without the zeros in front, as older labels print it. */
  readonly shortGtins?: boolean
}

const lengthMax = 2048
const CHARACTERS = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/
const ADDRESS = /^(?:http|https|HTTP|HTTPS):\/\/[A-Za-z0-9.\-:[\]]+\/([^?#]*)(?:\?([^#]*))?(?:#.*)?$/

// Each key with the qualifiers that may follow it in the path, in this order, any left out.
// Source: GS1 Digital Link URI Syntax §4.9.
const PATHS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '00': [[]],
  '01': [['22', '10', '21'], ['235']],
  '253': [[]],
  '255': [[]],
  '401': [[]],
  '402': [[]],
  '414': [['254'], ['7040']],
  '417': [['7040']],
  '8003': [[]],
  '8004': [['7040']],
  '8006': [['22', '10', '21']],
  '8010': [['8011']],
  '8013': [[]],
  '8017': [['8019']],
  '8018': [['8019']],
}

/**
 * Reads an uncompressed GS1 Digital Link. The last key in the path counts; what stands before it belongs to the
 * site. In the query, names that are no digits are ignored. Refuses other addresses, more than 2,048 characters,
 * unknown identifiers, qualifiers out of place, an element twice, and every value that `parseElement` refuses.
 * The words once allowed for identifiers ('gtin', 'ser') are not read.
 */
export const parseDigitalLink = (
  uri: string,
  options: DigitalLinkOptions,
): Result<DigitalLink, DigitalLinkRejection> => {
  const match = uri.length <= lengthMax && CHARACTERS.test(uri) ? ADDRESS.exec(uri) : null
  if (match === null) return reject(notALink)
  const path = keyPath(match[1] ?? '')
  if (path === undefined) return reject(noKey)
  if (!isPath(path.map(([ai]) => ai))) return reject(misplaced)

  const attributes = queryAttributes(match[2] ?? '')
  const elements: Gs1Element[] = []
  const seen = new Set<string>()
  for (const [ai, encoded] of [...path, ...attributes]) {
    if (seen.has(ai)) return reject(duplicate)
    seen.add(ai)
    const value = decoded(encoded)
    if (value === undefined) return reject(notALink)
    const element = parseElement(ai, ai === '01' && options.shortGtins ? lengthened(value) : value, options.today)
    if (!element.ok) return element
    elements.push(element.value)
  }
  // What could have stood in the path must stand there, or one item would have two names.
  if (attributes.some(([ai]) => couldJoin(path, ai))) return reject(misplaced)
  return accept({ elements, elementString: elementString(elements) })
}

type Pair = readonly [ai: string, encoded: string]

/** From the end of the path back to the first key. */
const keyPath = (path: string): readonly Pair[] | undefined => {
  const segments = path.split('/')
  const pairs: Pair[] = []
  for (let index = segments.length - 2; index >= 0; index -= 2) {
    const ai = segments[index]!
    if (!isKnownIdentifier(ai)) return undefined
    pairs.unshift([ai, segments[index + 1]!])
    if (Object.hasOwn(PATHS, ai)) return pairs
  }
  return undefined
}

const queryAttributes = (query: string): readonly Pair[] => {
  const pairs: Pair[] = []
  for (const part of query.split('&')) {
    const equals = part.indexOf('=')
    // In a query, unlike in a path, a plus is a space; no element may hold one.
    if (equals > 0 && /^\d+$/.test(part.slice(0, equals))) {
      pairs.push([part.slice(0, equals), part.slice(equals + 1).replaceAll('+', '%20')])
    }
  }
  return pairs
}

const isPath = ([key = '', ...qualifiers]: readonly string[]): boolean =>
  (PATHS[key] ?? []).some((order) => {
    const places = qualifiers.map((ai) => order.indexOf(ai))
    return places.every((place, index) => place >= 0 && (index === 0 || place > places[index - 1]!))
  })

const couldJoin = (path: readonly Pair[], ai: string): boolean => {
  const [key = '', ...taken] = path.map(([each]) => each)
  return (PATHS[key] ?? []).some((order) => order.includes(ai) && taken.every((each) => order.includes(each)))
}

const decoded = (encoded: string): string | undefined => {
  if (/%(?![0-9A-Fa-f]{2})/.test(encoded)) return undefined
  // Elements hold ASCII only, so every escape is one character.
  return encoded.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

const lengthened = (gtin: string): string =>
  gtin.length === 8 || gtin.length === 12 || gtin.length === 13 ? gtin.padStart(14, '0') : gtin

const notALink = {
  kind: 'invalid',
  code: 'gs1/not-a-digital-link',
  detail: 'A GS1 Digital Link is an http or https address such as https://example.com/01/09520123456788.',
} as const
const noKey = {
  kind: 'invalid',
  code: 'gs1/no-key',
  detail: 'The path of a GS1 Digital Link ends in a key such as /01/ and its value, with its qualifiers.',
} as const
const misplaced = {
  kind: 'invalid',
  code: 'gs1/misplaced-element',
  detail: 'Qualifiers of the key stand in the path, in their order; all else stands in the query.',
} as const
const duplicate = { kind: 'invalid', code: 'gs1/duplicate-element', detail: 'An element stands twice.' } as const
