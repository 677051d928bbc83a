/** docs/asvs.md has every requirement that OWASP's table has at levels 1 and 2, and names nothing that is not there. */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRows } from '../src/services/product/files/read-rows.ts'
import { attackClasses } from './support/attack-classes.ts'
import { sharedData } from './support/shared-data.ts'

type Row = { readonly id: string; readonly level: string; readonly is: string; readonly named: readonly string[] }

const page = readFileSync('docs/asvs.md', 'utf8')
const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [, id = '', level = '', is = '', how = '', shownBy = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    return { id, level, is, named: namesIn(`${how} ${shownBy}`) }
  })

/** Links, tests of attack classes by their number, and commands of package.json. */
function namesIn(text: string): readonly string[] {
  const links = [...text.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, words = '', target = '']) =>
    words.startsWith('attack ') && target === 'attacks.md' ? words : target,
  )
  return [...links, ...[...text.matchAll(/`(npm run [\w:]+)`/g)].map(([, command = '']) => command)]
}

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> }

function isThere(name: string): boolean {
  const [, number] = /^attack (\d+)$/.exec(name) ?? []
  if (number !== undefined) return attackClasses.some((attack) => attack.number === Number(number))
  const [, command] = /^npm run (.+)$/.exec(name) ?? []
  if (command !== undefined) return scripts[command] !== undefined
  const [file = '', heading] = name.split('#')
  const path = join('docs', file)
  return existsSync(path) && (heading === undefined || headingsOf(readFileSync(path, 'utf8')).includes(heading))
}

/** As GitHub makes them. */
const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** The requirements of levels 1 and 2 by their numbers, with their levels. */
async function requirementsIn(path: string): Promise<ReadonlyMap<string, string>> {
  const requirements = new Map<string, string>()
  for await (const row of readRows(createReadStream(path), { unpackedBytesMax: 10_000_000, unpackRatioMax: 100 })) {
    if (!('values' in row)) throw new Error(`Row ${row.row}: ${row.problem.detail}`)
    const { req_id: id, L: level } = row.values
    if (level !== '3') requirements.set(String(id).replace(/^V/, ''), String(level))
  }
  return requirements
}

test('each row is whole, each requirement stands once, and in order', () => {
  expect(rows.length).toBeGreaterThan(200)
  const broken = rows.filter(({ id, level, is }) => {
    const isWhole = /^\d+[.]\d+[.]\d+$/.test(id) && /^[12]$/.test(level)
    return !isWhole || !['yes', 'partly', 'no', 'n.a.'].includes(is)
  })
  expect(broken).toEqual([])
  const ids = rows.map(({ id }) => id)
  const inOrder = [...new Set(ids)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  expect(ids).toEqual(inOrder)
})

test('the count is that of the rows', () => {
  const count = (wanted: string): number => rows.filter(({ is }) => is === wanted).length
  expect(page).toContain(
    `Of ${rows.length} requirements: ${count('yes')} yes, ${count('partly')} partly, ${count('no')} no, ${count('n.a.')} not applicable.`,
  )
})

test('whatever is met names a test, a file or a page that shows it, and nothing is named that is not there', () => {
  expect(rows.filter(({ is, named }) => is === 'yes' && named.length === 0).map(({ id }) => id)).toEqual([])
  const missing = rows.flatMap(({ id, named }) =>
    named.filter((name) => !isThere(name)).map((name) => `${id}: ${name}`),
  )
  expect(missing).toEqual([])
})

test('what is not there would be noticed', () => {
  const named = namesIn('[a](../test/asvs.test.ts) [b](../test/gone.ts) [attack 7](attacks.md) [attack 99](attacks.md)')
  const more = namesIn('`npm run test:edge` `npm run test:gone` [c](signing-in.md#programs) [d](signing-in.md#gone)')
  expect([...named, ...more].map(isThere)).toEqual([true, false, true, false, true, false, true, false])
})

const table = sharedData('web/ASVS-5.0.0-en.csv.gz')

test.runIf(table)('every requirement of levels 1 and 2 stands in it, at its level, and none that is none', async () => {
  const requirements = await requirementsIn(table!)
  expect(requirements.size).toBe(253)
  expect(Object.fromEntries(rows.map(({ id, level }) => [id, level]))).toEqual(Object.fromEntries(requirements))
})
