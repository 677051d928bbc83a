/** Stores in memory that keep lists in transactions: one that is right, and others that are each wrong in one well-known way. */
import type { MicroOperation } from '../checker/transactions.ts'
import type { SeededRandom } from '../seeded-random.ts'

export const flaws = [
  'none',
  'snapshot isolation',
  'lost update',
  'dirty read',
  'stale read',
  'lost acknowledgement',
] as const
export type Flaw = (typeof flaws)[number]

export type SimulatedTransaction = {
  /** Does one micro-operation; gives it as it would be told. */
  readonly step: (micro: MicroOperation) => MicroOperation
  /** Ends it; false where it was refused and nothing of it stays. */
  readonly commit: () => boolean
  readonly abort: () => void
}

export type SimulatedStore = { readonly begin: (readOnly: boolean) => SimulatedTransaction }

type List = readonly number[]
type Version = { readonly commit: number; readonly list: List }

/** How far a stale read may lie behind, in commits. */
const staleBy = 6
/** Every so many writes one is told to be done and is not: in no run none, and mostly one that nobody misses at once. */
const lostEvery = 12

/** Optimistic and of many versions: reads are of one snapshot, a commit is refused where what it rests on has changed. */
export function createFlawedStore(flaw: Flaw, random: SeededRandom): SimulatedStore {
  if (flaw === 'dirty read') return createDirtyStore()
  const histories = new Map<string, Version[]>()
  let [commits, writes] = [0, 0]
  const at = (key: string, snapshot: number): List =>
    histories.get(key)?.findLast(({ commit }) => commit <= snapshot)?.list ?? []
  const changedSince = (key: string, snapshot: number): boolean => (histories.get(key)?.at(-1)?.commit ?? 0) > snapshot
  const guarded = (read: ReadonlySet<string>, written: ReadonlyMap<string, List>): readonly string[] => {
    if (flaw === 'lost update') return []
    return flaw === 'snapshot isolation' ? [...written.keys()] : [...read, ...written.keys()]
  }
  return {
    begin(readOnly) {
      const isStale = flaw === 'stale read' && readOnly
      const snapshot = isStale ? Math.max(0, commits - random.below(staleBy)) : commits
      const read = new Set<string>()
      const written = new Map<string, List>()
      const now = (key: string): List => written.get(key) ?? at(key, snapshot)
      return {
        step([f, key, value]) {
          if (f === 'append') {
            written.set(key, [...now(key), value])
            return [f, key, value]
          }
          read.add(key)
          return [f, key, now(key)]
        },
        commit() {
          if (!isStale && guarded(read, written).some((key) => changedSince(key, snapshot))) return false
          if (written.size > 0) writes += 1
          if (flaw === 'lost acknowledgement' && written.size > 0 && writes % lostEvery === 0) return true
          commits += 1
          for (const [key, list] of written)
            histories.set(key, [...(histories.get(key) ?? []), { commit: commits, list }])
          return true
        },
        abort: () => undefined,
      }
    },
  }
}

/** Appends are seen by all at once, and taken out again where their transaction aborts. */
function createDirtyStore(): SimulatedStore {
  const lists = new Map<string, List>()
  return {
    begin() {
      const own: (readonly [key: string, value: number])[] = []
      return {
        step([f, key, value]) {
          const list = lists.get(key) ?? []
          if (f === 'r') return [f, key, list]
          lists.set(key, [...list, value])
          own.push([key, value])
          return [f, key, value]
        },
        commit: () => true,
        abort() {
          for (const [key, value] of own)
            lists.set(
              key,
              (lists.get(key) ?? []).filter((each) => each !== value),
            )
        },
      }
    },
  }
}
