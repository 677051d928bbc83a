import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseGtin } from '../kernel/gs1/gtin.ts'
import { demoCompanies } from './demo-companies.ts'
import { DemoRefused, markDemo } from './demo-marker.ts'
import { demoProducts } from './demo-products.ts'
import { prepareDemo } from './open-demo.ts'
import { seededChance } from './seeded-chance.ts'

const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-demo-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const none = { secretOperator: '', secretsFile: '' }

test('a folder that holds an exchange is left alone, and so is a market that was left half made', () => {
  const used = emptyFolder()
  writeFileSync(join(used, 'exchange.db'), '')
  expect(() => prepareDemo(used, none)).toThrow(DemoRefused)
  expect(() => prepareDemo(used, none)).toThrow(/holds an exchange already.*--data/)
  const half = emptyFolder()
  markDemo(half, 'begun')
  expect(() => prepareDemo(half, none)).toThrow(/half made\. Remove the folder/)
})

test('a market that is made is opened again with its log-ins, and made no second time', async () => {
  const folder = emptyFolder()
  markDemo(folder, 'made')
  const greeting = await prepareDemo(folder, none)('http://127.0.0.1:1')
  expect(greeting).toContain('anna@wiesengrund.example')
})

test('the same seed makes the same four hundred products, another one others', () => {
  const products = demoProducts(seededChance(952))
  expect(products).toEqual(demoProducts(seededChance(952)))
  expect(products).not.toEqual(demoProducts(seededChance(953)))
  expect(products).toHaveLength(400)
  expect(new Set(products.map(({ draft }) => draft.sku)).size).toBe(400)
})

test('codes are those that GS1 keeps for examples, and their check digits are right', () => {
  const gtins = demoProducts(seededChance(952)).flatMap(({ draft }) => draft.gtins?.base ?? [])
  expect(new Set(gtins).size).toBe(gtins.length)
  for (const gtin of gtins) expect([gtin.slice(0, 3), parseGtin(gtin).ok]).toEqual(['952', true])
})

test('twelve companies trade, and nobody has an address that somebody else could have', () => {
  expect(demoCompanies).toHaveLength(12)
  expect(new Set(demoCompanies.map(({ country }) => country)).size).toBeGreaterThanOrEqual(8)
})
