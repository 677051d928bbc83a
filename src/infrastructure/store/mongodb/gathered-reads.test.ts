/** Reads gathered within a turn. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { gatherReads } from './gathered-reads.ts'

const open = (idsMax?: number) => {
  const questions: string[][] = []
  const read = gatherReads(async (ids) => {
    questions.push([...ids])
    await nextTurn()
    if (ids.includes('broken')) throw new Error('The node went away.')
    return ids.filter((id) => id !== 'absent').map((id) => ({ id }))
  }, idsMax)
  return { read, questions }
}

test('what is asked for within a turn is one question, each id once, and everybody gets theirs', async () => {
  const { read, questions } = open()
  const asked = ['b', 'a', 'absent', 'b'].map(async (id, index) => {
    for (let step = 0; step < index; step += 1) await Promise.resolve()
    return read(id)
  })
  expect(await Promise.all(asked)).toEqual([{ id: 'b' }, { id: 'a' }, undefined, { id: 'b' }])
  expect(questions).toEqual([['b', 'a', 'absent']])
})

test('what is asked for while a question is under way waits for the next one: it may have changed since', async () => {
  const { read, questions } = open()
  const first = read('a')
  await nextTurn()
  const second = read('a')
  await Promise.all([first, second])
  expect(questions).toEqual([['a'], ['a']])
})

test('a question has no more ids than it may, and all are answered', async () => {
  const { read, questions } = open(2)
  const found = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(read))
  expect(found.map((one) => one?.id).join('')).toBe('abcde')
  expect(questions).toEqual([['a', 'b'], ['c', 'd'], ['e']])
})

test('a question that fails fails for those who share it, and for nobody after', async () => {
  const { read } = open()
  const outcomes = await Promise.allSettled([read('a'), read('broken')])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await read('a')).toEqual({ id: 'a' })
})
