import { expect, test } from 'vitest'
import { createArgon2PasswordHasher, nobodys } from './argon2-password-hasher.ts'
import { hashingQueueMax } from './password-hasher.ts'

test('a password is hashed by argon2id at 19 MiB and two passes, each time with another salt', async () => {
  const hasher = createArgon2PasswordHasher()
  const [one, two] = await Promise.all([hasher.hash('a long pass phrase'), hasher.hash('a long pass phrase')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(one).not.toBe(two)
  expect(await hasher.verify(one, 'a long pass phrase')).toBe(true)
  expect(await hasher.verify(one, 'a long pass phrasE')).toBe(false)
})

test('nothing is cut off: passwords that differ behind their 72nd byte differ', async () => {
  const hasher = createArgon2PasswordHasher()
  const long = 'x'.repeat(200)
  expect(await hasher.verify(await hasher.hash(`${long}a`), `${long}b`)).toBe(false)
})

test('an account that does not exist takes the work of one that does', async () => {
  const hasher = createArgon2PasswordHasher(1)
  const kept = await hasher.hash('a long pass phrase')
  const timed = async (hash: string | undefined): Promise<number> => {
    const started = performance.now()
    expect(await hasher.verify(hash, 'some other phrase')).toBe(false)
    return performance.now() - started
  }
  const ratios: number[] = []
  for (let round = 0; round < 9; round += 1) ratios.push((await timed(undefined)) / (await timed(kept)))
  const median = ratios.sort((a, b) => a - b)[4]!
  expect(median).toBeGreaterThan(0.4)
  expect(median).toBeLessThan(2.5)
})

test('beyond its queue it refuses at once, and serves the others', async () => {
  const hasher = createArgon2PasswordHasher(2)
  const tries = Array.from({ length: hashingQueueMax + 12 }, () => hasher.verify(undefined, 'x'))
  const settled = await Promise.allSettled(tries)
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(10)
  expect(await hasher.verify(undefined, 'x')).toBe(false)
})

test('an unknown account costs what a known one does: its hash was made at the same cost', async () => {
  const hasher = createArgon2PasswordHasher()
  const cost = (hash: string): string => hash.split('$').slice(1, 4).join('$')
  expect(cost(nobodys)).toBe(cost(await hasher.hash('any password at all')))
  expect(await hasher.verify(undefined, 'any password at all')).toBe(false)
})
