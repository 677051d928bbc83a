import { expect, test } from 'vitest'
import { ndjsonParser } from './ndjson.ts'
import type { SourceRow } from './source-row.ts'

const parse = (text: string, chunkBytes = 7): SourceRow[] => {
  const all = new TextEncoder().encode(text)
  const parser = ndjsonParser({})
  const rows: SourceRow[] = []
  for (let at = 0; at < all.length; at += chunkBytes) rows.push(...parser.push(all.subarray(at, at + chunkBytes)))
  return rows.concat(parser.end())
}
const outcome = (line: string) => parse(line, 1 << 20).map((row) => ('values' in row ? row.values : row.problem.code))

test('each line is an object with its line number and the offset behind it', () => {
  const rows = parse('{"a":1}\r\n\n{"b":"é"}\n')
  expect(rows).toMatchObject([
    { row: 1, endOffset: 9, values: { a: 1 } },
    { row: 3, endOffset: 21, values: { b: 'é' } },
  ])
})

test('what is wrong with a line is a problem of that line only', () => {
  expect(outcome('{"a":1}\n{bad}\n[1]\nnull\n{"b":2}')).toEqual([
    { a: 1 },
    'import/not-json',
    'import/not-an-object',
    'import/not-an-object',
    { b: 2 },
  ])
})

test('values nest 32 deep and no deeper', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  expect(outcome(nested(32))).not.toContain('import/too-deep')
  expect(outcome(nested(33))).toEqual(['import/too-deep'])
  expect(outcome(`{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`)).toEqual(['import/too-deep'])
})

test('__proto__, lone surrogates and numbers beyond 2^53 are refused by pointer', () => {
  const problems = parse('{"x":{"__proto__":1}}\n{"n/m":"\\ud800"}\n{"code":9007199254740993}\n{"p":1e999}', 1 << 20)
  expect(problems.map((row) => ('problem' in row ? [row.problem.code, row.problem.errors?.[0]?.pointer] : []))).toEqual(
    [
      ['import/forbidden-key', '/x/__proto__'],
      ['import/broken-text', '/n~1m'],
      ['import/number-too-large', '/code'],
      ['import/number-too-large', '/p'],
    ],
  )
})

test('a line beyond 1 MiB is refused and the next one read', () => {
  expect(outcome(`{"a":"${'x'.repeat(2_000_000)}"}\n{"b":1}`)).toEqual(['import/row-too-long', { b: 1 }])
})
