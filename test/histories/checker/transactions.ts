/** Transactions over lists, as a history tells of them: each a few appends and reads that should happen as one. */
import { callsOf, type Call, type Operation } from './history.ts'

/** `r` of a key: the list as it was, `null` while nobody has told. */
export type MicroOperation = readonly ['append', string, number] | readonly ['r', string, readonly number[] | null]

export type Transaction = {
  readonly call: Call
  /** As told; as asked where nobody has told. */
  readonly micro: readonly MicroOperation[]
}

/** The calls of `txn`, whose value is a list of micro-operations. */
export const transactionsOf = (history: readonly Operation[]): readonly Transaction[] =>
  callsOf(history)
    .filter(({ f }) => f === 'txn')
    .map((call) => ({
      call,
      micro: ((call.outcome === 'ok' ? call.told : call.asked) ?? []) as readonly MicroOperation[],
    }))

type Read = { readonly key: string; readonly list: readonly number[] }

/** What a transaction was told of lists, in its own order. */
export const readsOf = ({ micro }: Transaction): readonly Read[] =>
  micro.flatMap(([f, key, list]) => (f === 'r' && list !== null ? [{ key, list }] : []))
