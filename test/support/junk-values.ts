/** Bodies that nobody means: any JSON at all, and samples of real bodies with one thing turned into junk. */
import fc from 'fast-check'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const junk: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  9_007_199_254_740_993,
  '',
  ' ',
  'NaN',
  '\u0000',
  'ABC',
  '2026-02-30',
  '0000-00-00T00:00:00Z',
  '99999999999999999999.999999',
  'x'.repeat(3_000),
  '\u{1F600}'.repeat(400),
  "'; DROP TABLE commits; --",
  'prd_00000000000000000000000000000000',
  [],
  {},
  Array.from({ length: 1_001 }, () => 1),
]

/** Any JSON, shallow and small. */
export const anyJson = (): fc.Arbitrary<unknown> => fc.jsonValue({ maxDepth: 3, noUnicodeString: false })

/** A body with the value at one place, or a member more, replaced by junk. */
export const spoilt = (sample: unknown): fc.Arbitrary<unknown> => {
  const places = placesOf(sample as Json, [])
  return fc
    .tuple(
      fc.constantFrom(...places),
      fc.oneof(fc.constantFrom(...junk), fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>),
    )
    .map(([place, value]) => replaced(sample as Json, place, value))
}

type Place = readonly (string | number)[]

const placesOf = (value: Json, at: Place): Place[] => {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => placesOf(each as Json, [...at, key]))
      : []
  return [at, ...inside, ...(isObject(value) ? [[...at, 'unheardOf']] : [])]
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function replaced(value: Json, [head, ...rest]: Place, by: Json): Json {
  if (head === undefined) return by
  if (Array.isArray(value))
    return value.map((each: Json, index) => (String(index) === head ? replaced(each, rest, by) : each))
  const members = value as { readonly [key: string]: Json }
  return { ...members, [head]: replaced(members[head] ?? null, rest, by) }
}
