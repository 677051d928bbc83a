/** Commands decide upon what is under way, and never upon what is lost already. */
import { expect, test } from 'vitest'
import { createStreamHeads, type Head, type UnderWay } from './stream-heads.ts'

const setUp = () => {
  const heads = createStreamHeads()
  const decide = (id: string, made: Readonly<Record<string, number>>): UnderWay => {
    const commit = { id, submitted: Promise.resolve(true), appended: Promise.resolve(undefined) }
    const headOf = (version: number): Head => ({
      snapshot: { id, state: undefined, version, createdAt: '', updatedAt: '' },
      commit,
      landed: Promise.resolve(true),
    })
    heads.add(commit, new Map(Object.entries(made).map(([stream, version]) => [stream, headOf(version)])))
    return commit
  }
  const newest = (...streams: string[]) => streams.map((stream) => heads.newest(stream)?.snapshot.version)
  return { heads, decide, newest }
}

test('the newest is decided upon, and nothing is left of what has landed', () => {
  const { heads, decide, newest } = setUp()
  const first = decide('first', { 'tally-a': 1, 'tally-b': 1 })
  const second = decide('second', { 'tally-a': 2 })
  expect(newest('tally-a', 'tally-b')).toEqual([2, 1])
  heads.settle(first, true)
  expect(newest('tally-a', 'tally-b')).toEqual([2, undefined])
  heads.settle(second, true)
  expect(newest('tally-a', 'tally-b')).toEqual([undefined, undefined])
})

test('where the newest is lost, the one before is decided upon', () => {
  const { heads, decide, newest } = setUp()
  decide('first', { 'tally-a': 1 })
  heads.settle(decide('second', { 'tally-a': 2, 'tally-b': 1 }), false)
  expect(newest('tally-a', 'tally-b')).toEqual([1, undefined])
})

test('what was decided upon a lost commit is gone with it, on all streams, and so is what was decided upon that', () => {
  const { heads, decide, newest } = setUp()
  const lost = decide('lost', { 'tally-a': 1 })
  const upon = decide('upon', { 'tally-a': 2, 'tally-b': 1 })
  decide('further', { 'tally-b': 2, 'tally-c': 1 })
  decide('other', { 'tally-d': 1 })
  heads.settle(lost, false)
  expect(newest('tally-a', 'tally-b', 'tally-c', 'tally-d')).toEqual([undefined, undefined, undefined, 1])
  // Whoever decides now begins anew; what is heard of the others later takes nothing of that away.
  decide('anew', { 'tally-a': 1, 'tally-b': 1 })
  heads.settle(upon, false)
  expect(newest('tally-a', 'tally-b')).toEqual([1, 1])
})
