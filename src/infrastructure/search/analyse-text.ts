/** Turns any text into the terms it is found by; documents and queries pass through the same functions. */
import { stemWord } from './stem-word.ts'
import { stopWords } from './stop-words.ts'

/** A word of a query: as folded from what was typed, and the term that documents are indexed under. */
export type QueryWord = { readonly typed: string; readonly term: string }

const termLength = 40

// Only accents and optional vowel points: in Thai, Devanagari or kana a mark is a letter.
const marks = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u0640\u064b-\u065f\u0670]+/g

// What Unicode does not decompose, though people type it without.
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  ى: 'ي',
  ة: 'ه',
}
const undecomposed = new RegExp(`[${Object.keys(letters).join('')}]`, 'g')

/** Lower case, compatibility forms made plain, accents off: `Crème BRÛLÉE ①` → `creme brulee 1`. Never throws. */
export function foldText(text: string): string {
  const lower = text.toWellFormed().toLowerCase()
  if (isAscii(lower)) return lower
  return lower
    .normalize('NFKD')
    .replace(marks, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(undecomposed, (letter) => letters[letter] ?? letter)
}

/** The whole of ASCII, controls included, needs no folding. */
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text)

/** The folded text as words with single spaces between: what suggestions are compared by. */
export const plainWords = (text: string): string => (foldText(text).match(runs) ?? []).join(' ')

const runs = /[\p{L}\p{N}\p{M}]+/gu
const asciiRuns = /[a-z0-9]+/g
const apostrophe = /['’]/
// Scripts written without spaces, and Hangul, whose particles cling to the word.
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/u
const unspacedRuns = new RegExp(`(${unspaced.source})`, 'u')
// "l'huile", "d’olive", "dell'orto" are two words, the first of which says nothing; "Kellogg's" is one.
const elisions = /(?<![\p{L}\p{N}])(?:[cdjlmnst]|qu|dell|all|nell|dall|sull)['’](?=\p{L})/gu
const possessives = /['’]s(?![\p{L}\p{N}])/gu

/** The terms of a document's text, in order. Runs in scripts without spaces become pairs, then single characters. */
export function termsOf(text: string): string[] {
  const terms: string[] = []
  const singles: string[] = []
  for (const run of wordRuns(text)) {
    if (isUnspaced(run)) addPairs(run, terms, singles)
    else terms.push(termOf(run))
  }
  // At the end, so that pairs stand side by side and phrases over them hold.
  for (const single of singles) terms.push(single)
  return terms
}

/** The terms of an exact code: those of any text, and the code without its punctuation (`AB-12/3` → `ab123`). */
export function codeTermsOf(code: string): string[] {
  const terms = termsOf(code)
  return terms.length > 1 ? [...terms, termOf(foldText(code).replace(/[^\p{L}\p{N}]+/gu, ''))] : terms
}

/** The words of a query, each once, at most `wordsMax`; words without meaning only if there are no others. */
export function queryWords(text: string, wordsMax: number): readonly QueryWord[] {
  const words = new Map<string, QueryWord>()
  for (const run of wordRuns(text)) {
    const pieces: string[] = []
    if (isUnspaced(run)) addPairs(run, pieces, [])
    for (const piece of pieces.length > 0 ? pieces : [run]) {
      const term = termOf(piece)
      if (!words.has(term) && words.size < wordsMax) words.set(term, { typed: piece, term })
    }
  }
  const all = [...words.values()]
  const meaningful = all.filter((word) => !stopWords.has(word.typed))
  return meaningful.length > 0 ? meaningful : all
}

/** Whether corrections make sense: a word of letters, in a script that is written with spaces. */
export const isCorrectable = (word: QueryWord): boolean => /^\p{L}+$/u.test(word.typed) && !isUnspaced(word.typed)

const isUnspaced = (run: string): boolean => run.charCodeAt(0) > 0x7f && unspaced.test(run)

function wordRuns(text: string): string[] {
  const folded = foldText(text)
  const whole = apostrophe.test(folded) ? folded.replace(possessives, '').replace(elisions, '') : folded
  if (isAscii(whole)) return whole.match(asciiRuns) ?? []
  const found: string[] = whole.match(runs) ?? []
  if (!unspaced.test(whole)) return found
  return found.flatMap((run) => run.split(unspacedRuns).filter((piece) => piece !== ''))
}

function addPairs(run: string, pairs: string[], singles: string[]): void {
  const characters = [...run]
  if (characters.length === 1) pairs.push(run)
  for (let index = 0; index + 1 < characters.length; index++) pairs.push(characters[index]! + characters[index + 1]!)
  if (characters.length > 1) singles.push(...characters)
}

function termOf(word: string): string {
  // A GTIN is the same with 8, 12, 13 or 14 digits.
  if (word.length >= 8 && /^0\d+$/.test(word)) return word.replace(/^0+(?=\d)/, '').slice(0, termLength)
  const term = stemWord(word)
  return term.length <= termLength ? term : [...term].slice(0, termLength).join('')
}
