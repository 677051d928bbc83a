import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  breakerFailures,
  hasFailedForDays,
  healthAfter,
  isDue,
  isOnTrial,
  letGo,
  looksAtMs,
  madeAnew,
  newQueue,
  roomFor,
  taken,
  waitingMax,
  withMore,
  type EndpointQueue,
  type Health,
} from './endpoint-queue.ts'

const at = '2027-03-01T08:00:00.000Z'
const atMs = Date.parse(at)
const empty = newQueue('whk_1', 'org_a')
const failure = { ok: false, durationMs: 5 }

const fail = (health: Health, times: number, nowMs = atMs): Health =>
  Array.from({ length: times }).reduce<Health>((so) => healthAfter(so, failure, nowMs, 0.5), health)

/** How long it rests each time that somebody asked, at the end of a rest, whether it is back. */
const restsOf = (times: number): number[] => {
  let health = fail(empty, breakerFailures - 1)
  let nowMs = atMs
  return Array.from({ length: times }, () => {
    health = healthAfter(health, failure, nowMs, 0.5)
    const restMs = health.restsUntilMs - nowMs
    nowMs = health.restsUntilMs
    return restMs
  })
}

test('five failures in a row open the breaker, for half a minute and twice as long each time, an hour at most', () => {
  expect(fail(empty, breakerFailures - 1).restsUntilMs).toBeLessThanOrEqual(atMs)
  const rests = restsOf(10)
  expect(rests.slice(0, 4)).toEqual([30_000, 60_000, 120_000, 240_000])
  expect(rests.at(-1)).toBe(3_600_000)
  expect(isOnTrial(fail(empty, breakerFailures))).toBe(true)
  // What was under way when it opened.
  expect(fail(empty, breakerFailures + 3).restsUntilMs - atMs).toBe(30_000)
})

test('one success closes it and forgets how it was', () => {
  const well = healthAfter(fail(empty, 9), { ok: true, durationMs: 5 }, atMs, 0)
  expect(well).toEqual({ failures: 0, failingSinceMs: null, openings: 0, restsUntilMs: 0, lane: 'quick' })
})

test('an endpoint that fails or is slow has its own lane', () => {
  expect(fail(empty, 1).lane).toBe('slow')
  expect(healthAfter(empty, { ok: true, durationMs: 3_001 }, atMs, 0).lane).toBe('slow')
  expect(healthAfter(empty, { ok: true, durationMs: 3_000 }, atMs, 0).lane).toBe('quick')
})

test('a receiver that says when to come again is left alone until then', () => {
  const asked = healthAfter(empty, { ...failure, retryAfterMs: 90_000 }, atMs, 0)
  expect(looksAtMs({ ...empty, ...asked, dueMs: atMs })).toBe(atMs + 90_000)
})

test('it has failed for days when nothing arrived for five of them, not when one of many does not', () => {
  const day = 86_400_000
  const failing = fail(empty, 1)
  expect(hasFailedForDays(fail(failing, 1, atMs + 5 * day - 1), atMs + 5 * day - 1)).toBe(false)
  expect(hasFailedForDays(fail(failing, 1, atMs + 5 * day), atMs + 5 * day)).toBe(true)
  const between = healthAfter(failing, { ok: true, durationMs: 1 }, atMs + 4 * day, 0)
  expect(hasFailedForDays(fail(between, 1, atMs + 5 * day), atMs + 5 * day)).toBe(false)
})

test('who holds it is succeeded when they died, and not before', () => {
  const held = taken(withMore(empty, 1, 0, at), 'one', atMs + 60_000)
  expect(isDue(held, atMs + 59_999)).toBe(false)
  expect(isDue(held, atMs + 60_000)).toBe(true)
})

test('what came while it was held is looked at at once; a change of the endpoint forgets how it did', () => {
  const before = withMore(empty, 1, 0, at)
  const left = { from: before, health: fail(empty, 5), dueMs: null, waiting: 0 }
  const quiet = letGo(taken(before, 'one', atMs), left, atMs)
  expect(looksAtMs(quiet)).toBe(null)
  const more = letGo(withMore(taken(before, 'one', atMs), 1, 0, at), left, atMs)
  expect(more).toMatchObject({ dueMs: atMs, heldBy: null })
  const anew = letGo(madeAnew(taken(before, 'one', atMs), atMs), left, atMs)
  expect(anew).toMatchObject({ dueMs: atMs, failures: 0, restsUntilMs: 0 })
})

test('no more wait than find room; what does not is counted from when on', () => {
  const full: EndpointQueue = { ...empty, waiting: waitingMax - 3 }
  expect(roomFor(full, 10)).toBe(3)
  const more = withMore(full, 3, 7, at)
  expect(roomFor(more, 1)).toBe(0)
  expect(withMore(more, 0, 2, '2027-03-02T08:00:00.000Z').missed).toEqual({ since: at, count: 9 })
})

test('whatever happens to it, an endpoint that failed is tried again within an hour and a quarter', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 0.999, noNaN: true }))), (results) => {
      let health: Health = empty
      for (const [ok, random] of results) health = healthAfter(health, { ok, durationMs: 1 }, atMs, random)
      expect(health.restsUntilMs - atMs).toBeLessThanOrEqual(1.2 * 3_600_000)
      expect(health.failingSinceMs === null).toBe(health.failures === 0)
    }),
  )
})
