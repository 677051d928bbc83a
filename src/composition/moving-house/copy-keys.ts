/** Copies the keys of persons as they lie, wrapped: both houses have the same master key, and no key is ever in the clear. */
import { createHash } from 'node:crypto'
import type { PersonalData } from '../../infrastructure/personal-data/personal-data.ts'
import type { House } from './house.ts'

const pageMax = 500

/** Digest and number of all keys; persons whose key was destroyed count among them. */
export type KeysTotal = { readonly count: number; readonly erased: number; readonly hash: string }

async function* allKeys(personalData: PersonalData) {
  for (let after = ''; ;) {
    const page = await personalData.readKeys({ after, limit: pageMax })
    const last = page.at(-1)
    if (!last) return
    yield page
    after = last.personId
  }
}

export async function copyKeys(source: House, target: House, signal: AbortSignal): Promise<void> {
  for await (const page of allKeys(source.personalData)) {
    signal.throwIfAborted()
    await target.assertHeld()
    await target.personalData.restoreKeys(page)
  }
}

export async function totalKeys({ personalData }: Pick<House, 'personalData'>): Promise<KeysTotal> {
  const digest = createHash('sha256')
  let [count, erased] = [0, 0]
  for await (const page of allKeys(personalData))
    for (const { personId, wrapped } of page) {
      count += 1
      if (wrapped === null) erased += 1
      digest.update(`${personId.length}:${personId};${wrapped?.length ?? 'erased'};`).update(wrapped ?? '')
    }
  return { count, erased, hash: digest.digest('hex') }
}
