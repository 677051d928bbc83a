import { expect, test } from 'vitest'
import { createMemoryTries } from '../../../infrastructure/tries/memory-tries.ts'
import { guardSignIn, type SignInThrottle } from './guard-sign-in.ts'

const throttleAlone = (): SignInThrottle => guardSignIn(createMemoryTries({ monotonicMs: () => 0 }))
const wrong = async () => ({ isRight: false })
const right = async () => ({ isRight: true })
/** How long it is closed, in seconds; undefined where it is open. */
async function closedFor(throttle: SignInThrottle, account: string, address: string): Promise<number | undefined> {
  try {
    await throttle.guard(account, address, right)
  } catch (error) {
    return (error as { rejection: { facts: { retryAfterSeconds: number } } }).rejection.facts.retryAfterSeconds
  }
  return undefined
}

test('an account that is tried from a hundred places is closed to new ones, and open to where its owner was', async () => {
  const throttle = throttleAlone()
  await throttle.succeeded('ada', '203.0.113.1')
  for (let place = 0; place < 100; place += 1) await throttle.guard('ada', `198.51.100.${place}`, wrong)
  expect(await closedFor(throttle, 'ada', '192.0.2.7')).toBe(86_400)
  expect(await closedFor(throttle, 'ada', '203.0.113.1')).toBeUndefined()
  await throttle.reset('ada')
  expect(await closedFor(throttle, 'ada', '192.0.2.7')).toBeUndefined()
})

test('a right password forgets the failures before it', async () => {
  const throttle = throttleAlone()
  for (let failures = 0; failures < 4; failures += 1) await throttle.guard('ada', '::1', wrong)
  await throttle.succeeded('ada', '::1')
  await throttle.guard('ada', '::1', wrong)
  expect(await closedFor(throttle, 'ada', '::1')).toBeUndefined()
})

/** So many at once, of which it is said only later what they are; gives how many ran, and how many were refused. */
async function tryAtOnce(throttle: SignInThrottle, count: number, addressOf: (n: number) => string, isRight: boolean) {
  let ran = 0
  const prove = async () => {
    ran += 1
    await new Promise(setImmediate)
    return { isRight }
  }
  const all = Array.from({ length: count }, (_, n) => throttle.guard('ada', addressOf(n), prove))
  const refused = (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected').length
  return { ran, refused }
}

test('of guesses that come at once no more run than may fail, and right ones wait for each other', async () => {
  const throttle = throttleAlone()
  expect(await tryAtOnce(throttle, 20, () => '::1', true)).toEqual({ ran: 20, refused: 0 })
  expect(await tryAtOnce(throttle, 50, () => '::1', false)).toEqual({ ran: 5, refused: 45 })
  const elsewhere = (n: number) => `198.51.${n >> 8}.${n & 255}`
  expect(await tryAtOnce(throttle, 300, elsewhere, false)).toEqual({ ran: 95, refused: 205 })
})

test('what could not be judged counts for nothing', async () => {
  const throttle = throttleAlone()
  for (let n = 0; n < 10; n += 1)
    await expect(throttle.guard('ada', '::1', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy')
  expect(await closedFor(throttle, 'ada', '::1')).toBeUndefined()
})

test('tries that wait for those of another process run when these are over, and no more at once than may fail', async () => {
  const shared = createMemoryTries({ monotonicMs: () => 0 })
  const processes = [guardSignIn(shared), guardSignIn(shared)]
  let [running, most, ran] = [0, 0, 0]
  const prove = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise(setImmediate)
    running -= 1
    ran += 1
    return { isRight: true }
  }
  await Promise.all(Array.from({ length: 20 }, (_, n) => processes[n % 2]!.guard('key 7', '::1', prove)))
  expect([most, ran]).toEqual([5, 20])
})
