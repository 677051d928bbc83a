/** Each anomaly by hand: the smallest history that has it, and beside it one that nearly has. */
import { describe, expect, test } from 'vitest'
import { checkListAppend } from './list-append.ts'
import type { MicroOperation } from './transactions.ts'
import { createHistoryWriter } from './write-history.ts'

type End = 'ok' | 'fail' | 'info'
type Sketch = readonly [end: End, ...micro: MicroOperation[]]

const append = (key: string, value: number): MicroOperation => ['append', key, value]
const read = (key: string, ...list: number[]): MicroOperation => ['r', key, list]

/** All begin before any ends. */
function atOnce(...sketches: readonly Sketch[]) {
  const history = createHistoryWriter()
  sketches.forEach(([, ...micro], process) => history.write(process, 'invoke', 'txn', micro))
  sketches.forEach(([end, ...micro], process) => history.write(process, end, 'txn', micro))
  return history.operations
}

/** Each begins when the one before has ended. */
function inTurn(...sketches: readonly Sketch[]) {
  const history = createHistoryWriter()
  sketches.forEach(([end, ...micro], process) => {
    history.write(process, 'invoke', 'txn', micro)
    history.write(process, end, 'txn', micro)
  })
  return history.operations
}

const namesIn = (history: ReturnType<typeof atOnce>) => [...new Set(checkListAppend(history).map(({ name }) => name))]

describe('circles of dependencies', () => {
  test('G0: two transactions each wrote over the other', () => {
    const one: Sketch = ['ok', append('x', 1), append('y', 1)]
    const other: Sketch = ['ok', append('x', 2), append('y', 2)]
    expect(namesIn(atOnce(one, other, ['ok', read('x', 1, 2), read('y', 2, 1)]))).toEqual(['G0'])
    expect(namesIn(atOnce(one, other, ['ok', read('x', 1, 2), read('y', 1, 2)]))).toEqual([])
  })

  test('G1c: two transactions each read what the other wrote', () => {
    const one: Sketch = ['ok', append('x', 1), read('y', 1)]
    expect(namesIn(atOnce(one, ['ok', append('y', 1), read('x', 1)]))).toEqual(['G1c'])
    expect(namesIn(atOnce(one, ['ok', append('y', 1), read('x')]))).toEqual([])
  })

  test('G-single: one read what the other wrote over, and the other’s other write', () => {
    const writer: Sketch = ['ok', append('x', 1), append('y', 1)]
    expect(namesIn(atOnce(writer, ['ok', read('x'), read('y', 1)], ['ok', read('x', 1)]))).toEqual(['G-single'])
    expect(namesIn(atOnce(writer, ['ok', read('x', 1), read('y', 1)]))).toEqual([])
  })

  test('G2-item: write skew, each read what the other wrote over', () => {
    const one: Sketch = ['ok', read('x'), append('y', 1)]
    const last: Sketch = ['ok', read('x', 1), read('y', 1)]
    expect(namesIn(atOnce(one, ['ok', read('y'), append('x', 1)], last))).toEqual(['G2-item'])
    expect(namesIn(atOnce(one, ['ok', read('y', 1), append('x', 1)], last))).toEqual([])
  })

  test('a lost update: two rest on one state, and one of them is gone', () => {
    const both: Sketch[] = [
      ['ok', read('x'), append('x', 1)],
      ['ok', read('x'), append('x', 2)],
    ]
    expect(namesIn([...atOnce(...both, ['ok', read('x', 2)])])).toContain('G-single')
  })

  test('a stale read: it ended before, and is not seen', () => {
    const stale: Sketch[] = [
      ['ok', append('x', 1)],
      ['ok', read('x')],
      ['ok', read('x', 1)],
    ]
    expect(namesIn(inTurn(...stale))).toEqual(['G-single-realtime'])
    expect(namesIn(atOnce(...stale))).toEqual([])
  })

  test('a lost acknowledgement: what was told is never seen', () => {
    expect(namesIn(inTurn(['ok', append('x', 1)], ['ok', read('x')]))).toEqual(['G-single-realtime'])
    expect(namesIn(inTurn(['info', append('x', 1)], ['ok', read('x')]))).toEqual([])
    expect(namesIn(inTurn(['fail', append('x', 1)], ['ok', read('x')]))).toEqual([])
  })

  test('of an answer that never came, the effect may show late, and does not vanish again', () => {
    const late: Sketch[] = [
      ['info', append('x', 1)],
      ['ok', read('x')],
      ['ok', read('x', 1)],
    ]
    expect(namesIn(inTurn(...late))).toEqual([])
    expect(namesIn(inTurn(...late, ['ok', read('x')]))).toEqual(['G-single-realtime'])
  })
})

describe('reads that show what no state was', () => {
  test('G1a: what was aborted is read', () => {
    expect(namesIn(atOnce(['fail', append('x', 1)], ['ok', read('x', 1)]))).toEqual(['G1a'])
    expect(namesIn(atOnce(['info', append('x', 1)], ['ok', read('x', 1)]))).toEqual([])
  })

  test('G1b: the middle of a transaction is read', () => {
    const writer: Sketch = ['ok', append('x', 1), append('x', 2)]
    expect(namesIn(atOnce(writer, ['ok', read('x', 1)], ['ok', read('x', 1, 2)]))).toContain('G1b')
    expect(namesIn(atOnce(writer, ['ok', read('x', 1, 2)]))).toEqual([])
  })

  test('dirty update: what is committed rests on what was aborted', () => {
    const aborted: Sketch = ['fail', append('x', 1)]
    expect(namesIn(atOnce(aborted, ['ok', append('x', 2)], ['ok', read('x', 1, 2)]))).toContain('dirty-update')
    expect(namesIn(atOnce(aborted, ['ok', append('x', 2)], ['ok', read('x', 2, 1)]))).not.toContain('dirty-update')
  })

  test('internal: a transaction does not see its own', () => {
    expect(namesIn(atOnce(['ok', append('x', 1), read('x')]))).toContain('internal')
    expect(namesIn(atOnce(['ok', read('x'), append('x', 1), read('x', 2, 1)], ['ok', append('x', 2)]))).toContain(
      'internal',
    )
    expect(namesIn(atOnce(['ok', append('x', 1), read('x', 2, 1)], ['ok', append('x', 2)]))).toEqual([])
  })

  test('incompatible order: two reads, and neither begins the other', () => {
    const writers: Sketch[] = [
      ['ok', append('x', 1)],
      ['ok', append('x', 2)],
    ]
    expect(namesIn(atOnce(...writers, ['ok', read('x', 1, 2)], ['ok', read('x', 2)]))).toContain('incompatible-order')
    expect(namesIn(atOnce(...writers, ['ok', read('x', 1, 2)], ['ok', read('x', 1)]))).toEqual([])
  })

  test('duplicate: one append is there twice', () => {
    expect(namesIn(atOnce(['ok', append('x', 1)], ['ok', read('x', 1, 1)]))).toContain('duplicate')
    expect(namesIn(atOnce(['ok', append('x', 1)], ['ok', append('y', 1)], ['ok', read('x', 1), read('y', 1)]))).toEqual(
      [],
    )
  })

  test('phantom: what nobody wrote is read', () => {
    expect(namesIn(atOnce(['ok', read('x', 7)]))).toEqual(['phantom'])
  })
})
