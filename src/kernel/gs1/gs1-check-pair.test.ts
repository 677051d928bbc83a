/** Two letters guard a model number; a wrong pair must name the right one. */
import { expect, test } from 'vitest'
import { checkPair, parseCheckPair } from './gs1-check-pair.ts'

test('the model number of the GS1 example ends in 2K', () => {
  expect(checkPair('1987654Ad4X4bL5ttr2310c')).toEqual({ ok: true, value: '2K' })
  expect(parseCheckPair('1987654Ad4X4bL5ttr2310c2K').ok).toBe(true)
})

test('a wrong pair is refused and the right one named', () => {
  expect(parseCheckPair('1987654Ad4X4bL5ttr2310cK2')).toMatchObject({
    rejection: { code: 'gs1/wrong-check-pair', facts: { given: 'K2', expected: '2K' } },
  })
})

test('foreign characters, too few and too many are refused', () => {
  expect(checkPair('a b')).toMatchObject({ rejection: { code: 'gs1/not-character-set-82' } })
  expect(parseCheckPair('2')).toMatchObject({ rejection: { code: 'gs1/check-pair-length' } })
  expect(checkPair('1'.repeat(98))).toMatchObject({ rejection: { code: 'gs1/check-pair-length' } })
})
