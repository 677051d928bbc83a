import { expect, test } from 'vitest'
import { signInThrottle } from './sign-in-throttle.ts'

const refusal = (open: () => void) => {
  try {
    open()
  } catch (error) {
    return (error as { rejection: { facts: { retryAfterSeconds: number } } }).rejection.facts.retryAfterSeconds
  }
  return undefined
}

test('an account that is tried from a hundred places is closed to new ones, and open to where its owner was', () => {
  const throttle = signInThrottle(() => 0)
  throttle.succeeded('ada', '203.0.113.1')
  for (let place = 0; place < 100; place += 1) throttle.failed('ada', `198.51.100.${place}`)
  expect(refusal(() => throttle.assertOpen('ada', '192.0.2.7'))).toBe(86_400)
  expect(refusal(() => throttle.assertOpen('ada', '203.0.113.1'))).toBeUndefined()
  throttle.reset('ada')
  expect(refusal(() => throttle.assertOpen('ada', '192.0.2.7'))).toBeUndefined()
})

test('a right password forgets the failures before it', () => {
  const throttle = signInThrottle(() => 0)
  for (let failures = 0; failures < 4; failures += 1) throttle.failed('ada', '::1')
  throttle.succeeded('ada', '::1')
  throttle.failed('ada', '::1')
  expect(refusal(() => throttle.assertOpen('ada', '::1'))).toBeUndefined()
})
