/** Signing keys that several processes share: whoever renews them, the others sign and verify with the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../../test/support/eventually.ts'
import { openTestStore, type TestStore } from '../../../../test/support/open-test-store.ts'
import { streamOf } from '../../../infrastructure/store/aggregate.ts'
import { signingKeysAggregate } from './signing-keys-view.ts'
import { openKeyRing, type KeyRing } from './open-key-ring.ts'
import { rotateAfterMs } from './signing-keys.ts'

let opened: TestStore
beforeAll(async () => void (opened = await openTestStore([signingKeysAggregate])))
afterAll(() => opened.dispose())

const secret = new Uint8Array(32).fill(3)
let aheadMs = 0
const ringOf = (ahead: () => number): Promise<KeyRing> =>
  openKeyRing({
    ...opened,
    secret,
    clock: { now: () => new Date(Date.now() + ahead()).toISOString(), monotonicMs: () => 0 },
  })
const kids = (ring: KeyRing) => ring.published().map(({ kid }) => kid)

test('of two that start at once one makes the key, and both have it', async () => {
  const [one, other] = await Promise.all([ringOf(() => 0), ringOf(() => 0)])
  expect(kids(one)).toHaveLength(1)
  expect(kids(other)).toEqual(kids(one))
})

test('a key that another process made is published, and known, as soon as its commit is heard of', async () => {
  const [renewing, other] = [await ringOf(() => aheadMs), await ringOf(() => 0)]
  const [old] = kids(other)
  aheadMs = rotateAfterMs
  const { kid } = await renewing.signer()
  expect(kid).not.toBe(old)
  // Its clock stands still: it may not look for an unknown key yet.
  expect(await other.verifier(kid)).toBeUndefined()
  other.onCommitted(['order-1'])
  other.onCommitted([streamOf(signingKeysAggregate, 'ring')])
  await eventually(async () => kids(other), { isThere: (known) => known.includes(kid) })
  expect(await other.verifier(kid)).toBeDefined()
  expect(await other.verifier(old!)).toBeDefined()
  expect((await other.signer()).kid).toBe(kid)
})
