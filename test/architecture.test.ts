/** Holds the sources against the import table, and the checker itself against a tree that breaks every rule. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BAD_IMPORTS, cruiseImports, sourceFiles } from './support/cruise-imports.ts'
import { importRules } from './support/import-rules.ts'
import { isPure, layerOf } from './support/layers.ts'
import { roomCircles } from './support/rooms.ts'
import { textFiles } from './support/text-files.ts'

const FOLDERS = ['src', 'sdk', 'test', 'bench', 'scripts']

/** Below this the checker has lost its eyes, not the project its files. Raised as the project grows. */
const FILES_FLOOR = 30

test('every import is one that the table allows', async () => {
  const { filesRead, violations } = await cruiseImports('.', FOLDERS)
  expect(violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`)).toEqual([])
  expect(filesRead).toBe(sourceFiles('.', FOLDERS).length)
  expect(filesRead).toBeGreaterThanOrEqual(FILES_FLOOR)
  // Reads every file of the project: on a busy machine that takes its time.
}, 60_000)

test('the checker catches each rule being broken, by name, in the file that breaks it, and nothing else', async () => {
  const files = sourceFiles(BAD_IMPORTS, FOLDERS)
  const { filesRead, violations } = await cruiseImports(BAD_IMPORTS, FOLDERS)
  expect(filesRead).toBe(files.length)

  const announced = files.flatMap((file) => brokenRules(file).map((rule) => `${rule}: ${file}`))
  const caught = violations.map(({ rule, from }) => `${rule}: ${from}`)
  expect([...new Set(caught)].toSorted()).toEqual(announced.toSorted())
  expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(importRules(files).map(({ name }) => name)))
})

test('every file below src belongs to a layer', () => {
  expect(sourceFiles('.', ['src']).filter((file) => layerOf(file) === 'unknown')).toEqual([])
})

test('cores are told from shells, ports from adapters', () => {
  expect(layerOf('src/services/order/order/order.ts')).toBe('service-core')
  expect(layerOf('src/services/order/order/order-policies.ts')).toBe('service-core')
  expect(layerOf('src/services/product/files/record-splitter.ts')).toBe('service-core')
  expect(layerOf('src/services/order/contract.ts')).toBe('service-contract')
  expect(layerOf('src/services/order/order/order-view.ts')).toBe('service-shell')
  expect(layerOf('src/services/order/agreement/place-order.ts')).toBe('service-shell')
  expect(layerOf('src/infrastructure/search/sqlite/schema.ts')).toBe('adapter')
  expect(layerOf('src/services/order/order/order.test.ts')).toBe('test')
  expect(layerOf('src/infrastructure/store/commit-log.ts')).toBe('port')
  expect(layerOf('src/infrastructure/store/sqlite/sqlite-store.ts')).toBe('adapter')
})

test('no room of a service, the gateway or the store leans on one that leans on it', () => {
  expect(roomCircles(textFiles((path) => /^src\/.*[.]ts$/.test(path)))).toEqual([])
})

test('the canary: rooms in a circle are found where no two files are', () => {
  const room = (path: string, ...imports: string[]) => ({
    path: `src/services/trade/${path}`,
    text: imports.map((target) => `import type { X } from '${target}'`).join('\n'),
  })
  const goods = [room('goods/goods.ts', '../price/money.ts'), room('goods/weight.ts')]
  const prices = [room('price/money.ts'), room('price/price.ts', '../levy/levy.ts'), room('levy/levy.ts')]
  const tests = [room('price/price.test.ts', '../goods/weight.ts')]
  expect(roomCircles([...goods, ...prices, ...tests, room('module.ts', './goods/goods.ts')])).toEqual([])
  expect(roomCircles([...goods, ...prices, room('levy/duty.ts', '../goods/weight.ts')])).toEqual([
    'src/services/trade/goods → src/services/trade/price',
    'src/services/trade/price → src/services/trade/levy',
    'src/services/trade/levy → src/services/trade/goods',
  ])
})

test('no core takes time, chance or ids: they are given', () => {
  const taken =
    /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\brandomUUID\(|\bperformance\.now\(|\bprocess\.|\bfetch\(/
  const takers = sourceFiles('.', ['src'])
    .filter(isPure)
    .filter((file) => taken.test(withoutComments(readFileSync(file, 'utf8'))))
  expect(takers).toEqual([])
})

function brokenRules(file: string): readonly string[] {
  const opening = readFileSync(`${BAD_IMPORTS}/${file}`, 'utf8').split('\n')[0] ?? ''
  return opening.startsWith('/** Breaks') ? (opening.match(/[a-z]+(-[a-z]+)+/g) ?? []).filter(isRule) : []
}

const isRule = (name: string): boolean => importRules([]).some((rule) => rule.name === name)

const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')
