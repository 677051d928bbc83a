/** The cache against a map that keeps everything: any sequence of operations must agree with it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ByteCache } from './cache.ts'

export type OpenByteCache = (options: { readonly capacityBytes: number; readonly now: () => number }) => ByteCache

const KIB = 1_024
const MIB = 1_024 * KIB

type Operation =
  | { readonly type: 'get'; readonly key: string }
  | { readonly type: 'set'; readonly key: string; size: number; ttlMs: number; tags: string[]; since: number }
  | { readonly type: 'invalidate'; readonly tags: string[] }
  | { readonly type: 'invalidateAll' }
  | { readonly type: 'wait'; readonly forMs: number }

const key = fc.constantFrom(...'abcdefghijklmnop')
const tags = fc.array(fc.constantFrom('t', 'u', 'v', 'w'), { maxLength: 3 })
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('get'), key }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('set'),
      key,
      size: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 3_000, max: 7_500 })),
      ttlMs: fc.integer({ min: 0, max: 20 }),
      tags,
      /** How many generations ago the source was read. */
      since: fc.integer({ min: 0, max: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('invalidate'), tags }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('invalidateAll') }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait'), forMs: fc.integer({ min: 0, max: 15 }) }) },
)

/** Keeps everything for as long as it may be served; its values are numbers that name the `set` they came from. */
class NaiveMap {
  readonly entries = new Map<string, { value: number; untilMs: number; tags: readonly string[] }>()
  readonly invalidations: (readonly string[] | 'all')[] = []

  set(options: Extract<Operation, { type: 'set' }>, value: number, now: number): void {
    const missed = this.invalidations.slice(Math.max(0, this.invalidations.length - options.since))
    if (missed.some((some) => some === 'all' || some.some((tag) => options.tags.includes(tag)))) return
    this.entries.delete(options.key)
    if (options.ttlMs > 0) this.entries.set(options.key, { value, untilMs: now + options.ttlMs, tags: options.tags })
  }
  invalidate(some: readonly string[] | 'all'): void {
    this.invalidations.push(some)
    for (const [name, entry] of this.entries)
      if (some === 'all' || some.some((tag) => entry.tags.includes(tag))) this.entries.delete(name)
  }
  get(name: string, now: number): number | undefined {
    const entry = this.entries.get(name)
    return entry !== undefined && now < entry.untilMs ? entry.value : undefined
  }
}

/** Two properties: equal to the map while there is room, and never wrong, only missing, when there is not. */
export function agreesWithANaiveMap(open: OpenByteCache): void {
  const run = (operations: readonly Operation[], capacityBytes: number, mayMiss: boolean): void => {
    let now = 0
    const cache = open({ capacityBytes, now: () => now })
    const model = new NaiveMap()
    operations.forEach((step, index) => {
      switch (step.type) {
        case 'get': {
          const found = cache.get(step.key)
          const value = found === undefined ? undefined : Number(found.etag)
          const expected = model.get(step.key, now)
          if (!(mayMiss && value === undefined)) expect(value).toBe(expected)
          break
        }
        case 'set': {
          const { ttlMs } = step
          const since = cache.generation() - Math.min(step.since, model.invalidations.length)
          cache.set(
            step.key,
            { bytes: new Uint8Array(step.size), etag: String(index) },
            { ttlMs, tags: step.tags, since },
          )
          model.set(step, index, now)
          break
        }
        case 'invalidate':
          cache.invalidate(step.tags)
          model.invalidate(step.tags)
          break
        case 'invalidateAll':
          cache.invalidateAll()
          model.invalidate('all')
          break
        case 'wait':
          now += step.forMs
          break
      }
      const { bytes, entries } = cache.statistics()
      expect(bytes).toBeLessThanOrEqual(capacityBytes)
      expect(entries).toBeGreaterThanOrEqual(0)
    })
    cache.invalidateAll()
    expect(cache.statistics()).toMatchObject({ entries: 0, tags: 0 })
  }

  test('with room for all, it answers as a map that keeps everything would', () => {
    fc.assert(fc.property(fc.array(operation, { maxLength: 120 }), (steps) => run(steps, 4 * MIB, false)))
  })

  test('with room for few, it may miss but never serves what was invalidated, replaced or expired', () => {
    fc.assert(fc.property(fc.array(operation, { maxLength: 400 }), (steps) => run(steps, 64 * KIB, true)))
  })
}
