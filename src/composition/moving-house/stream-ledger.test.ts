import { expect, test } from 'vitest'
import type { Commit } from '../../infrastructure/store/commit-log.ts'
import { commitOf } from '../../infrastructure/store/store-under-test.ts'
import { openStreamLedger, type Side } from './stream-ledger.ts'

const log = (amounts: readonly number[]): Commit[] =>
  amounts.map((amount, n) => ({
    ...commitOf(`cmt_${n}`, []),
    extensions: [
      {
        stream: `tally-${n % 3}`,
        version: Math.floor(n / 3) + 1,
        events: [{ type: 't', schemaVersion: 1, body: `${amount}` }],
      },
    ],
    position: '',
    seal: '',
  }))

test('two logs with the same streams have the same totals, in whatever order their streams were mixed', async () => {
  const ledger = openStreamLedger()
  const commits = log([1, 2, 3, 4, 5, 6])
  for (const commit of commits) ledger.add('source', commit)
  for (const n of [2, 5, 0, 1, 3, 4]) ledger.add('target', commits[n]!)
  expect(await ledger.totals('target')).toEqual(await ledger.totals('source'))
  expect(await ledger.totals('source')).toMatchObject({ streams: 3, versions: 6 })
  expect(ledger.differences()).toEqual({ count: 0 })
  ledger.close()
})

test('streams that differ, are shorter or are missing are counted, and the first is named', () => {
  const ledger = openStreamLedger()
  const add = (side: Side, commits: readonly Commit[]) => commits.forEach((commit) => ledger.add(side, commit))
  add('source', log([1, 2, 3, 4, 5, 6]))
  add('target', log([1, 2, 3, 4, 9]))
  expect(ledger.differences()).toEqual({ count: 2, first: { stream: 'tally-1', source: 2, target: 2 } })
  ledger.close()
})

test('a version that is missing is an error, not a difference', () => {
  const ledger = openStreamLedger()
  const [first, , , fourth] = log([1, 2, 3, 4])
  ledger.add('source', first!)
  ledger.add('source', fourth!)
  expect(() => ledger.add('source', fourth!)).toThrow('In the source, version 2 of tally-0 follows version 2.')
  ledger.close()
})
