/** A link on a label must name one item with its lot and date, or be refused with the reason. */
import { expect, test } from 'vitest'
import { parseDigitalLink } from './digital-link.ts'
import type { LocalDate } from '../time.ts'

const read = (uri: string, shortGtins = false): unknown => {
  const link = parseDigitalLink(uri, { today: '2026-08-01' as LocalDate, shortGtins })
  return link.ok ? link.value.elements : link.rejection.code
}

test('a link names the item, its lot and serial, and what the query adds', () => {
  expect(read('https://example.com/shop/01/09520123456788/10/L%2F1/21/7?17=260930&utm=x#top')).toEqual([
    { ai: '01', value: '09520123456788' },
    { ai: '10', value: 'L/1' },
    { ai: '21', value: '7' },
    { ai: '17', value: '260930' },
  ])
})

test('a GTIN without its zeros is read only where that is asked for', () => {
  expect(read('https://example.com/01/9520123456788')).toBe('gs1/bad-element')
  expect(read('https://example.com/01/9520123456788', true)).toEqual([{ ai: '01', value: '09520123456788' }])
})

test.each([
  ['https://example.com/', 'gs1/no-key'],
  ['https://example.com/10/ABC', 'gs1/no-key'],
  ['ftp://example.com/01/09520123456788', 'gs1/not-a-digital-link'],
  ['https://example.com/01/09520123456788/10/%zz', 'gs1/not-a-digital-link'],
  [`https://example.com/${'a/'.repeat(1024)}01/09520123456788`, 'gs1/not-a-digital-link'],
  ['https://example.com/01/09520123456789', 'gs1/bad-element'],
  ['https://example.com/01/09520123456788?17=260931', 'gs1/bad-element'],
  ['https://example.com/01/09520123456788?89=1', 'gs1/unknown-identifier'],
  ['https://example.com/01/09520123456788/21/7/10/ABC', 'gs1/misplaced-element'],
  ['https://example.com/01/09520123456788/17/260930', 'gs1/misplaced-element'],
  ['https://example.com/01/09520123456788?10=ABC', 'gs1/misplaced-element'],
  ['https://example.com/01/09520123456788/10/A/10/B', 'gs1/misplaced-element'],
  ['https://example.com/01/09520123456788?17=260930&17=260930', 'gs1/duplicate-element'],
])('%s is refused as %s', (uri, code) => {
  expect(read(uri)).toBe(code)
})
