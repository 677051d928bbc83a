/** Every code that the exchange refuses with has a page that says what to do, and no page speaks of a code that is gone. */
import { expect, test } from 'vitest'
import { problems } from '../src/composition/service-catalogue.ts'
import { TEST_FILE } from './support/layers.ts'
import { composedCodes, loadedFiles, refusalCodes } from './support/refusal-codes.ts'
import { textFiles } from './support/text-files.ts'

const isPages = (path: string): boolean => /(^|-)problems[.]ts$|\/problem-pages[.]ts$/.test(path)
const sources = textFiles((path) => /^src\/.*[.]ts$/.test(path) && !TEST_FILE.test(path))
const textOf = new Map(sources.map(({ path, text }) => [path, text]))
const served = [...loadedFiles('src/main.ts', (path) => textOf.get(path))].filter((path) => !isPages(path))
const declaring = sources.map(({ text }) => text)
/** Of categories, allergens and the like. */
const ids = new Set(
  textFiles((path) => /^reference\/.*[.]json$/.test(path)).flatMap(({ text }) =>
    [...text.matchAll(/"id": "([^"]+)"/g)].map(([, id = '']) => id),
  ),
)
const servedCodes = refusalCodes(
  served.map((path) => textOf.get(path) ?? ''),
  { declaring, ids },
)

/** What is refused, and yet told to no client, each with the reason. */
const TOLD_TO_NOBODY: Readonly<Record<string, string>> = {
  'allergens/unknown-code': 'It is about our own table of allergens, and the exchange does not start with it.',
}

/** The codes without a page among these texts. */
const withoutPage = (codes: Iterable<string>): readonly string[] =>
  [...codes].filter((code) => !Object.hasOwn(problems, code) && !Object.hasOwn(TOLD_TO_NOBODY, code)).toSorted()

test('the sources are read: what main loads, and hundreds of codes in it', () => {
  expect(served).toContain('src/kernel/money.ts')
  expect(served).toContain('src/services/product/files/ndjson.ts')
  expect(served).toContain('src/infrastructure/search/sqlite/writer-thread-entry.ts')
  expect(served.length).toBeGreaterThan(250)
  expect(servedCodes.size).toBeGreaterThan(250)
})

test('every code that what we serve refuses with has a page', () => {
  expect(withoutPage(servedCodes)).toEqual([])
})

test('no page, and no exception, is for a code that no source mentions', () => {
  const mentioned = refusalCodes(sources.filter(({ path }) => !isPages(path)).map(({ text }) => text))
  const listed = [...Object.keys(problems), ...Object.keys(TOLD_TO_NOBODY)]
  expect(listed.filter((code) => !mentioned.has(code))).toEqual([])
})

test('no code is put together at run time, where no search finds it', () => {
  expect(sources.flatMap(({ text }) => composedCodes(text))).toEqual([])
})

test('each page says in a sentence what is wrong, and in another what to do', () => {
  for (const [code, { title, remedy }] of Object.entries(problems)) {
    expect(title, code).toMatch(/^["\p{Lu}\p{N}].{1,70}[^.]$/u)
    expect(remedy, code).toMatch(/^["`\p{Lu}\p{N}].{3,300}[.]$/su)
    expect(remedy, code).not.toBe(title)
  }
})

test('the canary: a made-up code is found missing however it is written, and an event’s type is not taken for one', () => {
  const missingFrom = (text: string): readonly string[] => withoutPage(refusalCodes([text]))
  expect(missingFrom(`const gone = { kind: 'conflict', code: 'canary/gone', detail: '' } as const`)).toEqual([
    'canary/gone',
  ])
  expect(missingFrom(`throw new Rejected(invalidField(\n  'canary/flown',\n  pointer,\n  detail))`)).toEqual([
    'canary/flown',
  ])
  expect(missingFrom(`const code = late ? 'canary/late' : 'canary/early'`)).toEqual(['canary/early', 'canary/late'])
  expect(missingFrom(`{ type: 'canary/hatched' | 'canary/fed' }; case 'canary/fed':`)).toEqual([])
  expect(missingFrom(`{ type: 'canary/sold' }; reject({ code: 'canary/sold' })`)).toEqual(['canary/sold'])
  expect(missingFrom(`/** 'canary/said' */ const type = 'application/json' // 'canary/remarked'`)).toEqual([])
  expect(composedCodes('reject({ code: `canary/${why}`, detail })')).toEqual(['`canary/${why}`'])
  expect(composedCodes('const refuse = (code: `canary/${string}`) => code')).toEqual([])
})

test('the canary: what is imported for its types only is not loaded, what it names is', () => {
  const files: Record<string, string> = {
    'src/a.ts': `import type { B } from './b.ts'\nimport { c } from './in/c.ts'\nexport type { D } from './d.ts'`,
    'src/b.ts': '',
    'src/in/c.ts': `new Worker(new URL('../thread.ts', import.meta.url))\n// see './e.ts'`,
    'src/thread.ts': `import { a } from './a.ts'`,
  }
  expect([...loadedFiles('src/a.ts', (path) => files[path])].toSorted()).toEqual([
    'src/a.ts',
    'src/in/c.ts',
    'src/thread.ts',
  ])
})
