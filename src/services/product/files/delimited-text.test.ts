import { expect, test } from 'vitest'
import fc from 'fast-check'
import { delimitedParser, guessSeparator } from './delimited-text.ts'
import type { DelimitedRow, Separator } from './delimited-text.ts'
import { ROW_BYTES_MAX } from './source-row.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

const parse = (text: string | Uint8Array, separator: Separator = ',', chunkBytes = 1 << 20): DelimitedRow[] => {
  const all = typeof text === 'string' ? bytes(text) : text
  const parser = delimitedParser({ separator })
  const rows: DelimitedRow[] = []
  for (let at = 0; at < all.length; at += chunkBytes) rows.push(...parser.push(all.subarray(at, at + chunkBytes)))
  return rows.concat(parser.end())
}
const cellsOf = (rows: DelimitedRow[]) => rows.map((row) => ('cells' in row ? row.cells : row.problem.code))

test('quotes, doubled quotes, line ends in quotes and empty cells are read as RFC 4180 has them', () => {
  const rows = parse('a,"b ""x""",\r\n"1\n2","3,4",""\r\n')
  expect(cellsOf(rows)).toEqual([
    ['a', 'b "x"', ''],
    ['1\n2', '3,4', ''],
  ])
})

test('every line end ends a row, and blank lines are skipped but numbered', () => {
  const rows = parse('a\nb\r\nc\rd\n\ne')
  expect(cellsOf(rows)).toEqual([['a'], ['b'], ['c'], ['d'], ['e']])
  expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 6])
})

test('whatever cells were written are read back, in chunks of any size, with offsets that resume', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '語', ';') })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 9 }), fc.constantFrom('\n', '\r\n', '\r'), (rows, size, lineEnd) => {
      const text = rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join(lineEnd)
      const parsed = parse(text, ',', size)
      expect(cellsOf(parsed)).toEqual(rows)
      const all = bytes(text)
      const first = parsed[0]!
      const resumed = delimitedParser({ separator: ',', startOffset: first.endOffset, startRow: first.row })
      expect(resumed.push(all.subarray(first.endOffset)).concat(resumed.end())).toEqual(parsed.slice(1))
    }),
  )
})

test('no bytes at all make the parser fail, and it never loses the last offset', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (all, size) => {
      const last = parse(all, ';', size).at(-1)
      expect(last === undefined || last.endOffset <= all.length).toBe(true)
      expect(cellsOf(parse(all, ';', size))).toEqual(cellsOf(parse(all, ';')))
    }),
  )
})

test('a quote that stands where none may is kept, with a notice', () => {
  const rows = parse('5" pipe,x\n"abc"d,y\n "z" ,w')
  expect(cellsOf(rows)).toEqual([
    ['5" pipe', 'x'],
    ['abcd', 'y'],
    ['z', 'w'],
  ])
  expect(rows.map((row) => ('notices' in row ? row.notices.length : -1))).toEqual([1, 1, 0])
})

test('a quote that never closes costs its own row, not the rest of the file', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `sku-${index},name ${index}`).join('\n')
  const rows = parse(`a,b\n1,"open\n${many}`)
  expect(rows).toHaveLength(20_002)
  expect(rows[1]).toMatchObject({ row: 2, problem: { code: 'import/unclosed-quote' } })
  expect(rows[2]).toMatchObject({ row: 3, cells: ['sku-0', 'name 0'] })
  expect(cellsOf(parse('a\n"b\n"c",d\ne'))).toEqual([['a'], 'import/unclosed-quote', ['c', 'd'], ['e']])
})

test('a row beyond 1 MiB or 1,000 columns is refused and the next one read', () => {
  const rows = parse(`a,b\n${'x'.repeat(3 * ROW_BYTES_MAX)}\nc,d\n${','.repeat(1000)}\ne,f`, ',', 65_536)
  expect(cellsOf(rows)).toEqual([['a', 'b'], 'import/row-too-long', ['c', 'd'], 'import/too-many-columns', ['e', 'f']])
})

test('a row that is not UTF-8 is read as Windows-1252 and says so', () => {
  const rows = parse(new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x2c, 0x80, 0x0a, 0xc3, 0xa9]))
  expect(cellsOf(rows)).toEqual([['café', '€'], ['é']])
  expect(rows[0]).toMatchObject({ notices: [expect.stringContaining('Windows-1252')] })
  expect(rows[1]).toMatchObject({ notices: [] })
})

test('the separator is the sign that cuts the first lines evenly', () => {
  expect(guessSeparator(bytes('a,b,c\n1,2,3\n'))).toBe(',')
  expect(guessSeparator(bytes('sku;name;price\nA;x;1,50\nB;y;2,50\n'))).toBe(';')
  expect(guessSeparator(bytes('sku\tname, long\n1\tb, c\n'))).toBe('\t')
  expect(guessSeparator(bytes('sku|name\n1|"a,b"\n'))).toBe('|')
  expect(guessSeparator(bytes('only one column\nx'))).toBe(',')
  expect(guessSeparator(bytes('sep=;\na;b,c,d\n'))).toBe(';')
})
