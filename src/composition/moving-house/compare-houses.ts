/** Says, kind by kind, what two houses hold, and whether it is the same. */
import { totalKeptFiles, totalSpool } from './copy-files.ts'
import { totalKeys } from './copy-keys.ts'
import type { House } from './house.ts'
import type { StreamDifferences, StreamLedger } from './stream-ledger.ts'
import type { Survey } from './survey.ts'

/** What one side holds of a kind: how many, a word on them, and a digest that is the same for the same. */
export type Held = { readonly count: number; readonly note?: string; readonly hash?: string }

export type Line = {
  readonly kind: string
  readonly source: Held
  /** Absent where nothing was copied. */
  readonly target?: Held
  readonly isSame?: boolean
}

export type Comparison = { readonly lines: readonly Line[]; readonly streams: StreamDifferences }

export type Compared = {
  readonly source: House
  readonly surveyed: Survey
  readonly ledger: StreamLedger
  readonly target?: House
  readonly copied?: Survey
}

export async function compareHouses(compared: Compared): Promise<Comparison> {
  const { source, surveyed, ledger, target, copied } = compared
  const before = await holdings(source, surveyed)
  const after = target && copied && (await holdings(target, copied))
  const lines = before.map(([kind, held]): Line => {
    const there = after?.find(([name]) => name === kind)?.[1]
    return there
      ? { kind, source: held, target: there, isSame: there.count === held.count && there.hash === held.hash }
      : { kind, source: held }
  })
  return { lines, streams: after ? ledger.differences() : { count: 0 } }
}

async function holdings(
  house: House,
  { commits, streams, versions, hash, repeats }: Survey,
): Promise<readonly (readonly [kind: string, held: Held])[]> {
  const [keys, tables, spool] = [await totalKeys(house), await totalKeptFiles(house), await totalSpool(house)]
  return [
    ['commits', { count: commits, note: 'seals verified' }],
    ['streams', { count: streams, note: `${versions} versions`, hash }],
    ['living idempotency keys', repeats],
    ['keys of persons', { count: keys.count, note: `${keys.erased} erased`, hash: keys.hash }],
    ['reference tables', { count: tables.count, note: `${tables.bytes} bytes`, hash: tables.hash }],
    ['spooled files', { count: spool.count, note: `${spool.bytes} bytes`, hash: spool.hash }],
  ]
}
