import { expect, test } from 'vitest'
import type { Commit } from '../../infrastructure/store/commit-log.ts'
import { commitOf } from '../../infrastructure/store/store-under-test.ts'
import { matchCopy } from './match-copy.ts'

const logOf = (ids: readonly string[]): Commit[] =>
  ids.map((id, n) => ({ ...commitOf(id, [[`tally-${id}`, 1]]), position: `${n + 1}`.padStart(16, '0'), seal: '' }))

async function match(source: readonly string[], copy: readonly string[], window = 4) {
  const log = logOf(copy)
  const matching = matchCopy(
    { readCommits: async ({ after, limit }) => log.filter(({ position }) => position > after).slice(0, limit) },
    window,
  )
  for (const commit of logOf(source)) await matching.see(commit)
  return matching.end()
}
const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `cmt_${from + n}`)
const position = (n: number) => `${n}`.padStart(16, '0')

test('a copy that stopped is gone on with where it stopped', async () => {
  expect(await match(ids(1, 1_200), [])).toEqual({ after: position(0), commits: 0 })
  expect(await match(ids(1, 1_200), ids(1, 700))).toEqual({ after: position(700), commits: 700 })
  expect(await match(ids(1, 1_200), ids(1, 1_200))).toEqual({ after: position(1_200), commits: 1_200 })
})

test('commits of one moment may stand in another order', async () => {
  const copy = ['cmt_2', 'cmt_1', 'cmt_4', 'cmt_5', 'cmt_3']
  expect(await match(ids(1, 9), copy)).toEqual({ after: position(5), commits: 5 })
})

test('what the copy lacks in the middle is where the copying goes on', async () => {
  expect(await match(ids(1, 9), ['cmt_1', 'cmt_2', 'cmt_4'])).toEqual({ after: position(2), commits: 2 })
})

test('a commit that the source does not have is named', async () => {
  expect(await match(ids(1, 9), [...ids(1, 3), 'cmt_own'])).toMatchObject({ foreign: 'cmt_own' })
  expect(await match(ids(1, 3), ids(1, 5))).toMatchObject({ foreign: 'cmt_4' })
})
