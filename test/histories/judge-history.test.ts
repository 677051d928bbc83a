/** What the whole judgement says of a run, and how it is told. */
import { expect, test } from 'vitest'
import { createHistoryWriter } from './checker/write-history.ts'
import { judgeHistory, struck, violationsOf } from './judge-history.ts'
import { propertyTable, tellViolations } from './report.ts'
import { historyOf, soundTrade } from './trade/sound-trade.fixture.ts'

test('a sound history is called so, property by property', () => {
  const judgement = judgeHistory(historyOf(soundTrade()))
  expect(violationsOf(judgement)).toBe(0)
  expect(judgement.counts).toEqual({ ok: 12, fail: 2, info: 1 })
  const table = propertyTable([{ nemesis: 'none', judgement, file: 'x', history: [] }])
  expect(table).toContain('| O1 | every order that was acknowledged is there at the end | 2 |')
  expect(tellViolations([{ nemesis: 'none', judgement, file: 'x', history: [] }])).toEqual([])
})

test('a history that did not come to its end is not called sound', () => {
  const history = createHistoryWriter()
  history.write('nemesis', 'info', 'kill', struck)
  const judgement = judgeHistory(history.operations, ['500 at line 3'])
  expect(judgement.strikes).toBe(1)
  expect(violationsOf(judgement)).toBe(2)
  const run = { nemesis: 'kill', judgement, file: 'kill.ndjson', history: [] }
  expect(propertyTable([run])).toContain('**1 broken** of 1')
  expect(tellViolations([run])).toEqual([
    'kill, kill.ndjson:',
    '  5xx: 500 at line 3',
    '  end: how all stood at the end was never read',
  ])
})
