/** One product is counted in pieces, cases, layers, pallets and containers: exact conversion between them. */
import type { Rejection } from './rejection.ts'
import { accept, reject } from './result.ts'
import type { Result } from './result.ts'

/** From the smallest to the largest; 'base' is one base unit of the product's quantity. */
export const packagingLevels = ['base', 'case', 'layer', 'pallet', 'container-20', 'container-40'] as const
export type PackagingLevel = (typeof packagingLevels)[number]

/** One level holds so many (1 or more) of a smaller one: `{ level: 'pallet', contains: 6, of: 'layer' }`. */
export type PackagingStep = {
  readonly level: Exclude<PackagingLevel, 'base'>
  readonly contains: number
  readonly of: PackagingLevel
}

/** How many base units each level of a product holds; 'base' is always 1. */
export type Packaging = ReadonlyMap<PackagingLevel, number>

export type PackagingRejection = Rejection & {
  readonly code:
    | 'packaging/duplicate-level'
    | 'packaging/unknown-level'
    | 'packaging/bad-count'
    | 'packaging/too-large'
    | 'packaging/not-whole'
}

/**
 * Works out what each level holds. The steps stand in any order; a level may be left out (a pallet of cases without
 * layers), both containers may hold pallets. Refuses a level twice, one that holds a level that is not smaller or
 * not defined, and counts that are no whole number of 1 or more.
 */
export const packaging = (steps: readonly PackagingStep[]): Result<Packaging, PackagingRejection> => {
  const holds = new Map<PackagingLevel, number>([['base', 1]])
  for (const step of steps.toSorted((a, b) => rank(a.level) - rank(b.level))) {
    if (holds.has(step.level)) return reject(duplicate(step))
    if (!Number.isSafeInteger(step.contains) || step.contains < 1) return reject(badCount(step))
    const inner = rank(step.of) < rank(step.level) ? holds.get(step.of) : undefined
    if (inner === undefined) return reject(unknownInner(step))
    const total = inner * step.contains
    if (!Number.isSafeInteger(total)) return reject(tooLarge)
    holds.set(step.level, total)
  }
  return accept(holds)
}

/** How many base units so many of a level are: 3 cases of 12 are 36. */
export const toBaseUnits = (
  count: number,
  level: PackagingLevel,
  levels: Packaging,
): Result<number, PackagingRejection> => {
  const holds = levels.get(level)
  if (holds === undefined) return reject(notDefined(level))
  if (!Number.isSafeInteger(count) || count < 0) return reject(notACount)
  return Number.isSafeInteger(count * holds) ? accept(count * holds) : reject(tooLarge)
}

/**
 * The same goods counted at another level. Refuses what does not divide, and then names the nearest counts of that
 * level below and above: 40 pieces in cases of 12 are neither 3 nor 4.
 */
export const convertLevel = (
  count: number,
  from: PackagingLevel,
  to: PackagingLevel,
  levels: Packaging,
): Result<number, PackagingRejection> => {
  const base = toBaseUnits(count, from, levels)
  if (!base.ok) return base
  const holds = levels.get(to)
  if (holds === undefined) return reject(notDefined(to))
  if (base.value % holds === 0) return accept(base.value / holds)
  const below = Math.floor(base.value / holds)
  return reject({
    kind: 'invalid',
    code: 'packaging/not-whole',
    detail: `${count} ${from} is no whole number of ${to}: ${below} or ${below + 1} would be.`,
    facts: { from, to, count, below, above: below + 1, belowInBase: below * holds, aboveInBase: (below + 1) * holds },
  })
}

/**
 * Base units as the largest whole levels of `through` and smaller, none left over: 500 of 12 to a case and 96 to a
 * layer are 5 layers, 1 case, 8 base. Empty for zero.
 */
export const breakDown = (
  base: number,
  levels: Packaging,
  through: PackagingLevel = 'pallet',
): readonly { readonly level: PackagingLevel; readonly count: number }[] => {
  const parts: { level: PackagingLevel; count: number }[] = []
  let left = base
  for (const level of packagingLevels.slice(0, rank(through) + 1).toReversed()) {
    const holds = levels.get(level)
    if (holds === undefined || left < holds) continue
    parts.push({ level, count: Math.floor(left / holds) })
    left %= holds
  }
  return parts
}

const rank = (level: PackagingLevel): number => packagingLevels.indexOf(level)

const duplicate = (step: PackagingStep) =>
  ({
    kind: 'invalid',
    code: 'packaging/duplicate-level',
    detail: `The level ${step.level} stands twice.`,
    facts: { level: step.level },
  }) as const

const badCount = (step: PackagingStep) =>
  ({
    kind: 'invalid',
    code: 'packaging/bad-count',
    detail: `A ${step.level} contains a whole number of 1 or more ${step.of}.`,
    facts: { level: step.level },
  }) as const

const unknownInner = (step: PackagingStep) =>
  ({
    kind: 'invalid',
    code: 'packaging/unknown-level',
    detail: `A ${step.level} cannot contain ${step.of}: that level is not smaller, or not described.`,
    facts: { level: step.level, of: step.of },
  }) as const

const notDefined = (level: PackagingLevel) =>
  ({
    kind: 'invalid',
    code: 'packaging/unknown-level',
    detail: `This product is not described by ${level}.`,
    facts: { level },
  }) as const

const tooLarge = {
  kind: 'invalid',
  code: 'packaging/too-large',
  detail: `At most ${Number.MAX_SAFE_INTEGER} base units can be counted.`,
} as const
const notACount = {
  kind: 'invalid',
  code: 'packaging/bad-count',
  detail: 'A count is a whole number, zero or more.',
} as const
