import { expect, test } from 'vitest'
import { CallSpared, sparedCalls } from './spared-calls.ts'

const failure = new Error('It is away.')

/** With a clock that is moved by hand, and no chance in it. */
function open(more: { failuresMax?: number; callsMax?: number } = {}) {
  let nowMs = 0
  let asked = 0
  const spare = sparedCalls({
    failuresMax: 3,
    restMs: 1_000,
    restMaxMs: 3_000,
    callsMax: 4,
    monotonicMs: () => nowMs,
    random: () => 0.5,
    ...more,
  })
  const becomes = (call: () => Promise<unknown>) =>
    spare(() => {
      asked += 1
      return call()
    }).then(
      () => 'answered',
      (error: unknown) => (error instanceof CallSpared ? 'spared' : 'failed'),
    )
  return {
    asked: () => asked,
    advance: (ms: number) => void (nowMs += ms),
    works: () => becomes(async () => 'well'),
    fails: () => becomes(() => Promise.reject(failure)),
    /** Stays under way until it is told how it ended. */
    hangs() {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      return { end: becomes(() => promise), works: () => resolve('well'), fails: () => reject(failure) }
    },
  }
}

test('what a call gives or throws is passed on', async () => {
  const spare = sparedCalls({
    failuresMax: 3,
    restMs: 1_000,
    restMaxMs: 3_000,
    callsMax: 4,
    monotonicMs: () => 0,
    random: () => 0.5,
  })
  expect(await spare(async () => 7)).toBe(7)
  await expect(spare(() => Promise.reject(failure))).rejects.toBe(failure)
})

test('three failures in a row, and nobody asks for a second; one that works in between begins anew', async () => {
  const server = open()
  const said = []
  for (const each of ['fails', 'fails', 'works', 'fails', 'fails', 'fails', 'works'] as const)
    said.push(await server[each]())
  expect(said).toEqual(['failed', 'failed', 'answered', 'failed', 'failed', 'failed', 'spared'])
  server.advance(999)
  expect([await server.works(), server.asked()]).toEqual(['spared', 6])
  server.advance(1)
  expect([await server.works(), await server.fails(), await server.works()]).toEqual(['answered', 'failed', 'answered'])
})

test('after a rest one asks alone; while it fails, the rests grow to their limit, and end with what works', async () => {
  const server = open()
  for (let n = 0; n < 3; n += 1) await server.fails()
  for (const restMs of [1_000, 2_000, 3_000, 3_000]) {
    server.advance(restMs - 1)
    expect(await server.works()).toBe('spared')
    server.advance(1)
    const first = server.hangs()
    expect([await server.works(), await server.works()]).toEqual(['spared', 'spared'])
    first.fails()
    expect(await first.end).toBe('failed')
  }
  server.advance(3_000)
  expect([await server.works(), await server.works()]).toEqual(['answered', 'answered'])
  for (let n = 0; n < 3; n += 1) await server.fails()
  server.advance(1_000)
  expect(await server.works()).toBe('answered')
})

test('what was asked before it rested says nothing of how it is after', async () => {
  const server = open({ failuresMax: 2, callsMax: 8 })
  const [early, late] = [server.hangs(), server.hangs()]
  expect([await server.fails(), await server.fails(), await server.works()]).toEqual(['failed', 'failed', 'spared'])
  early.works()
  expect([await early.end, await server.works()]).toEqual(['answered', 'spared'])
  late.fails()
  expect(await late.end).toBe('failed')
  // Had it counted, the rest would be longer now.
  server.advance(1_000)
  expect(await server.works()).toBe('answered')
})

test('no more are under way than may be, and that is nobody’s failure', async () => {
  const server = open({ failuresMax: 2, callsMax: 2 })
  const calls = [server.hangs(), server.hangs()]
  expect([await server.works(), await server.works(), await server.works()]).toEqual(['spared', 'spared', 'spared'])
  for (const call of calls) call.works()
  expect(await Promise.all(calls.map(({ end }) => end))).toEqual(['answered', 'answered'])
  expect([await server.works(), server.asked()]).toEqual(['answered', 3])
})
