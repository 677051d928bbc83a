import { expect, test } from 'vitest'
import { contractPage, contractTitles } from './contract-table.ts'

const contracts = contractTitles([
  {
    path: 'src/infrastructure/store/documents.contract.ts',
    text: 'describe(`documents on ${name}: writing`, () => {})',
  },
  { path: 'src/infrastructure/store/log.contract.ts', text: 'describe(`log on ${name}`, () => {})' },
  { path: 'src/event-bus/event-bus.contract.ts', text: 'test(`${name}: ${promise}`, () => {})' },
])

const passed = (...titles: string[]) => ({
  status: 'passed',
  ancestorTitles: titles.slice(0, -1),
  title: titles.at(-1) ?? '',
})

test('promises are counted by port and adapter; what is no contract’s, or did not pass, is not', () => {
  const page = contractPage(
    {
      testResults: [
        {
          name: '/any/src/infrastructure/store/sqlite/sqlite-store.test.ts',
          assertionResults: [
            passed('documents on SQLite: writing', 'a'),
            passed('documents on SQLite: writing', 'deeper', 'b'),
            passed('log on SQLite', 'c'),
            passed('something of its own', 'd'),
            { ...passed('log on SQLite', 'e'), status: 'skipped' },
          ],
        },
        {
          name: '/any/src/infrastructure/store/mongodb/mongodb-store.production.test.ts',
          assertionResults: [passed('on a server', 'log on MongoDB', 'c')],
        },
        { name: '/any/src/event-bus/bus.test.ts', assertionResults: [passed('one process: nothing is lost')] },
      ],
    },
    contracts,
  )
  expect(page).toContain('| store | SQLite: 3 | MongoDB: 1 |\n')
  expect(page).toContain('| event-bus | one process: 1 | – |\n')
  expect(page).not.toContain('own')
})
