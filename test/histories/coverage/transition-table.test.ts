import { expect, test } from 'vitest'
import { recordEvent } from '../../../src/infrastructure/store/aggregate.ts'
import { orderMachine } from '../../machines/order-machines.ts'
import { coveredTransitions } from './covered-transitions.ts'
import { refusalKey, sumUp, transitionTables } from './transition-table.ts'

/** Each event of a history in a version of its own. */
const logOf = (state: string) =>
  orderMachine.states[state]!.events.map((event, n) => ({
    extensions: [{ stream: 'order-ord_1', version: n + 1, events: [recordEvent(orderMachine.aggregate, event)] }],
  }))

test('the table has what happened to records of each status, which clients were refused, and what nobody met', () => {
  const covered = coveredTransitions(logOf('confirmed'))
  expect(covered).toContainEqual({ kind: 'order', status: 'sent', event: 'order/confirmed', times: 1 })
  const table = transitionTables(
    sumUp([...covered, ...covered], [refusalKey('confirm', 'order/not-in-this-state closed')]),
  )
  const confirm = table.split('\n').find((line) => line.startsWith('| confirm |'))
  expect(confirm).toContain('| yes 2 |')
  expect(confirm).toContain('| no 1 |')
  expect(table).toContain('Not met: shipment,')
  expect(table).toMatch(/^Of all machines: \d+ of \d+ transitions and \d+ of \d+ refusals were met\.$/m)
})

test('what is no machine is no transition', () => {
  expect(coveredTransitions([{ extensions: [{ stream: 'series-1', version: 1, events: [] }] }])).toEqual([])
})
