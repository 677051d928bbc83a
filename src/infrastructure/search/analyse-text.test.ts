import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeTermsOf, foldText, plainWords, queryWords, termsOf } from './analyse-text.ts'

const typed = (text: string): readonly string[] => queryWords(text, 64).map((word) => word.typed)

test.each([
  ['Crème BRÛLÉE', 'creme brulee'],
  ['Weißwurst', 'weisswurst'],
  ['Smørrebrød', 'smorrebrod'],
  ['żółty ser', 'zolty ser'],
  ['Ελαιόλαδο', 'ελαιολαδο'],
  ['ёлка', 'елка'],
  ['مُرَبَّى', 'مربي'],
  ['شَــاي', 'شاي'],
  ['ｆｕｌｌ ﬁsh', 'full fish'],
])('case, accents and compatibility forms fall away: %s', (text, folded) => {
  expect(foldText(text)).toBe(folded)
})

test('marks that are letters stay: Thai vowels, Devanagari vowel signs, voiced kana', () => {
  for (const text of ['น้ำปลา', 'दूध', 'がら']) expect(foldText(text)).toBe(text.normalize('NFKC'))
  expect(termsOf('がら')).not.toEqual(termsOf('から'))
})

test('scripts without spaces become pairs of characters, and single ones behind them', () => {
  expect(termsOf('有机绿茶')).toEqual(['有机', '机绿', '绿茶', '有', '机', '绿', '茶'])
  expect(termsOf('茶')).toEqual(['茶'])
  expect(termsOf('BIO绿茶2kg')).toEqual(['bio', '绿茶', '2kg', '绿', '茶'])
  expect(termsOf('น้ำปลา').length).toBeGreaterThan(3)
  expect(typed('绿茶')).toEqual(['绿茶'])
})

test('elided articles and possessives are not part of the word', () => {
  expect(typed("huile d'olive à l’ail")).toEqual(['huile', 'olive', 'ail'])
  expect(typed("Kellogg's O'Brien")).toEqual(['kellogg', 'brien'])
})

test('words without meaning are asked for only when there are no others', () => {
  expect(typed('salt and pepper')).toEqual(['salt', 'pepper'])
  expect(typed('the')).toEqual(['the'])
})

test('a GTIN is one term, however many zeros lead it; a code is found with and without its punctuation', () => {
  expect(termsOf('00012345678905')).toEqual(termsOf('012345678905'))
  expect(codeTermsOf('AB-12/3')).toEqual(['ab', '12', '3', 'ab123'])
})

test('any text gives terms of letters and digits only, at most 40 units long, the same ones each time', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 })), (text) => {
      for (const term of [...termsOf(text), ...codeTermsOf(text), ...typed(text)]) {
        expect(term).toMatch(/^[\p{L}\p{N}\p{M}]+$/u)
        expect(term.isWellFormed()).toBe(true)
      }
      expect(termsOf(text).every((term) => term.length <= 40)).toBe(true)
      expect(termsOf(text)).toEqual(termsOf(text))
      expect(plainWords(plainWords(text))).toBe(plainWords(text))
    }),
  )
})

test('what a document says is found by asking for it in the same words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const terms = new Set(termsOf(text))
      for (const word of queryWords(text, 64)) expect(terms).toContain(word.term)
    }),
  )
})
