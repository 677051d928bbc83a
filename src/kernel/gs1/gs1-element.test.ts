/** What a scanner reads off a case must mean one thing, or be refused. */
import { expect, test } from 'vitest'
import { elementString, isKnownIdentifier, parseElement } from './gs1-element.ts'
import type { LocalDate } from '../time.ts'

const today = '2026-08-01' as LocalDate
const read = (ai: string, value: string): string => {
  const element = parseElement(ai, value, today)
  return element.ok ? 'accepted' : element.rejection.code
}

test.each([
  ['01', '09520123456788'],
  ['10', 'ABC-123/x'],
  ['17', '260930'],
  ['15', '260900'],
  ['3103', '000195'],
  ['3922', '0299'],
  ['3912', '978129900'],
  ['422', '276'],
  ['423', '276250528'],
  ['421', '27612345'],
  ['4307', 'DE'],
  ['7003', '2609301230'],
  ['7007', '260901260930'],
  ['7007', '260901'],
  ['7030', '999ABC'],
  ['8007', 'DE91100000000123456789'],
  ['8008', '26093012'],
  ['8008', '260930123059'],
  ['8013', '1987654Ad4X4bL5ttr2310c2K'],
  ['253', '1231231231232'],
])('(%s) may hold %s', (ai, value) => {
  expect(read(ai, value)).toBe('accepted')
})

test.each([
  ['01', '09520123456789'],
  ['01', '9520123456788'],
  ['10', ''],
  ['10', 'a b'],
  ['10', 'x'.repeat(21)],
  ['17', '260931'],
  ['3922', '12a'],
  ['3912', '00012990'],
  ['422', '999'],
  ['423', '27625'],
  ['423', '276000'],
  ['4307', 'UK'],
  ['7003', '2609302400'],
  ['7007', '2609012609'],
  ['8007', 'DE92100000000123456789'],
  ['8008', '26093024'],
  ['8008', '260930123'],
  ['8013', '1987654Ad4X4bL5ttr2310cK2'],
])('(%s) may not hold %j', (ai, value) => {
  expect(read(ai, value)).toBe('gs1/bad-element')
})

test('an identifier without a meaning is told apart from a bad value', () => {
  expect(['89', '3106', '1', '', '__proto__'].map((ai) => read(ai, '1'))).toEqual(
    Array(5).fill('gs1/unknown-identifier'),
  )
  expect(['00', '3105', '3690', '8200', '99'].map(isKnownIdentifier)).toEqual(Array(5).fill(true))
})

test('only elements of open length are followed by a separator', () => {
  const elements = [
    { ai: '01', value: '09520123456788' },
    { ai: '10', value: 'ABC' },
    { ai: '17', value: '260930' },
    { ai: '37', value: '25' },
  ]
  expect(elementString(elements)).toBe('^010952012345678810ABC^172609303725')
})
