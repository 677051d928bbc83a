/** Histories as files and as calls. */
import { expect, test } from 'vitest'
import { callsOf, parseHistory, printHistory } from './history.ts'
import { createHistoryWriter } from './write-history.ts'

function small() {
  const history = createHistoryWriter()
  history.write(0, 'invoke', 'read', null)
  history.write('nemesis', 'info', 'kill', null)
  history.write(1, 'invoke', 'write', 5)
  history.write(0, 'ok', 'read', 4)
  history.write(1, 'info', 'write', 5, 'the connection ended')
  return history
}

test('a history is a line an operation, and comes back as it was', () => {
  const { operations } = small()
  const text = printHistory(operations)
  expect(text.split('\n')).toHaveLength(operations.length + 1)
  expect(parseHistory(text)).toEqual(operations)
  expect(() => parseHistory('{"type":"okay","f":"read"}\n')).toThrow('Line 1')
})

test('calls are paired, and what was never answered has no end', () => {
  const history = small()
  history.write(2, 'invoke', 'read', null)
  expect(callsOf(history.operations)).toMatchObject([
    { process: 0, f: 'read', outcome: 'ok', begun: 0, ended: 3, told: 4 },
    { process: 1, f: 'write', outcome: 'info', begun: 2, ended: Infinity, error: 'the connection ended' },
    { process: 2, outcome: 'info', ended: Infinity },
  ])
})

test('what cannot have happened is no history', () => {
  const twice = small()
  twice.write(0, 'ok', 'read', 4)
  expect(() => callsOf(twice.operations)).toThrow('nothing of the kind had begun')
  const after = small()
  after.write(1, 'invoke', 'read', null)
  expect(() => callsOf(after.operations)).toThrow('has not ended its last call')
})
