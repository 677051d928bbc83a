/** Finds what a schema has a place for of what may be impossible: an amount, a currency, a unit, a day. */
import type { Kind } from './refusals.ts'

type Schema = Readonly<Record<string, unknown>>

const names: Readonly<Record<string, Kind>> = {
  amount: 'amount',
  unitPrice: 'amount',
  targetPrice: 'amount',
  rate: 'amount',
  limit: 'amount',
  currency: 'currency',
  level: 'unit',
  grams: 'unit',
  unit: 'unit',
}

/** @param resolve  gives what a `$ref` names, where there are such */
export function kindsIn(
  schema: unknown,
  resolve: (schema: Schema) => Schema = (given) => given,
  found = new Set<Kind>(),
  seen = new Set<unknown>(),
): ReadonlySet<Kind> {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return found
  seen.add(schema)
  const resolved = resolve(schema as Schema)
  const { format, pattern } = resolved as { format?: string; pattern?: string }
  if (format === 'date' || format === 'date-time' || isDay(pattern)) found.add('date')
  for (const [name, each] of Object.entries(resolved)) {
    const kind = Object.hasOwn(names, name) ? names[name] : undefined
    if (kind && typeof each === 'object') found.add(kind)
    kindsIn(each, resolve, found, seen)
  }
  return found
}

/** A pattern of days, written one way or another. */
const isDay = (pattern: unknown): boolean => typeof pattern === 'string' && /\\d\{4\}-\\d(\{2\}|\\d)/.test(pattern)
