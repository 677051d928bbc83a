import { expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import { scoresOf, type Scorable } from './score.ts'

const line = (price: string | undefined, more: Partial<Scorable> = {}): Scorable => ({
  price: price === undefined ? undefined : decimal(price),
  leadTimeDays: 9,
  evidence: { met: 0, asked: 0 },
  coverage: { offered: 100, asked: 100 },
  ...more,
})
const weights = { price: 60, leadTime: 20, evidence: 20, coverage: 0 }
const scores = (lines: readonly Scorable[], by = weights) => scoresOf(lines, by).map(({ score }) => score)

test('the lowest price has all points, twice the price half of them', () => {
  const rows = scoresOf([line('10'), line('20')], weights)
  expect(rows.map(({ points }) => points.price)).toEqual(['100', '50'])
  expect(rows.map(({ score }) => score)).toEqual(['100', '70'])
})

test('half the lead time, half the evidence, half the quantity: each by its weight', () => {
  const best = line('10', { evidence: { met: 2, asked: 2 } })
  const worse = line('10', {
    leadTimeDays: 19,
    evidence: { met: 1, asked: 2 },
    coverage: { offered: 50, asked: 100 },
  })
  expect(scores([best, worse])).toEqual(['100', '80'])
  expect(scores([best, worse], { price: 0, leadTime: 0, evidence: 0, coverage: 100 })).toEqual(['100', '50'])
})

test('more than was asked covers no more, and what costs nothing divides nothing', () => {
  const rows = scoresOf([line('0', { coverage: { offered: 500, asked: 100 } }), line('0'), line('1')], weights)
  expect(rows.map(({ points }) => [points.price, points.coverage])).toEqual([
    ['100', '100'],
    ['100', '100'],
    ['0', '100'],
  ])
})

test('an unknown price has no points and takes none from others', () => {
  expect(scoresOf([line(undefined), line('10')], weights).map(({ points }) => points.price)).toEqual(['0', '100'])
  expect(scoresOf([line(undefined)], weights).map(({ points }) => points.price)).toEqual(['0'])
})
