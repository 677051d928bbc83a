/** Turns the table of allergen words into something that finds them in a text quickly. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Result } from '../../../kernel/result.ts'
import { isAllergenCode } from './allergens.ts'
import type { AllergenCode } from './allergens.ts'

type WordsByLanguage = { readonly [language: string]: readonly string[] }

/** The shape of reference/allergens.json; its README explains the notation of the words. */
export type AllergenTable = {
  readonly allergens: readonly { readonly id: string; readonly words: WordsByLanguage }[]
  readonly innocent: WordsByLanguage
  readonly mayContain: WordsByLanguage
  readonly mayContainAfter: WordsByLanguage
  readonly contains: WordsByLanguage
  readonly without: WordsByLanguage
  readonly freeAfter: WordsByLanguage
  readonly joining: WordsByLanguage
}

export type Cue = 'mayContain' | 'mayContainAfter' | 'contains' | 'without'

/** Words in a row. `shadowed` marks those of an innocent phrase that must not be taken for an allergen. */
export type Phrase = {
  readonly words: readonly string[]
  readonly meaning:
    | { readonly allergens: readonly AllergenCode[] }
    | { readonly cue: Cue }
    | { readonly shadowed: readonly boolean[] }
}

/** Part of a compound such as Vollmilchpulver; without an allergen it is innocent and shadows a part of itself. */
export type Stem = {
  readonly text: string
  readonly fromStart: boolean
  readonly toEnd: boolean
  readonly allergen: AllergenCode | undefined
  readonly shadow: readonly [start: number, end: number]
}

export type AllergenWords = {
  /** By first word, the longest first. */
  readonly allergens: ReadonlyMap<string, readonly Phrase[]>
  readonly cues: ReadonlyMap<string, readonly Phrase[]>
  readonly innocent: ReadonlyMap<string, readonly Phrase[]>
  readonly stems: readonly Stem[]
  readonly freeAfter: ReadonlySet<string>
  readonly joining: ReadonlySet<string>
}

const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', œ: 'oe', æ: 'ae', ł: 'l', ø: 'o', đ: 'd', ı: 'i' }

/** Without case and accents: `Bœuf` and `BOEUF`, `blé` and `ble` are one word. */
export const plainWord = (word: string): string => {
  const lower = word.toLowerCase()
  if (/^[a-z0-9]*$/.test(lower)) return lower
  return lower
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßœæłøđı]/g, (letter) => LETTERS[letter]!)
}

/** Compiles the table once, at start. Refuses codes that are no allergen of the law. */
export const allergenWords = (table: AllergenTable): Result<AllergenWords, Rejection> => {
  const stems: Stem[] = []
  const allergens = new PhraseIndex()
  const innocent = new PhraseIndex()
  const cues = new PhraseIndex()
  const byPhrase = new Map<string, AllergenCode[]>()
  for (const { id, words } of table.allergens) {
    if (!isAllergenCode(id)) {
      return reject({ kind: 'invalid', code: 'allergens/unknown-code', detail: `${id} is no allergen code.` })
    }
    for (const pattern of patternsOf(words)) {
      if (pattern.includes('*')) stems.push(stemOf(pattern, id))
      else byPhrase.set(pattern, [...(byPhrase.get(pattern) ?? []), id])
    }
  }
  for (const [pattern, codes] of byPhrase) allergens.add({ words: pattern.split(' '), meaning: { allergens: codes } })
  for (const pattern of patternsOf(table.innocent)) {
    if (pattern.includes('*') || /\p{L}\[|\]\p{L}/u.test(pattern)) stems.push(stemOf(pattern, undefined))
    else innocent.add(innocentPhrase(pattern))
  }
  for (const cue of ['mayContain', 'mayContainAfter', 'contains', 'without'] as const) {
    for (const pattern of patternsOf(table[cue])) cues.add({ words: pattern.split(' '), meaning: { cue } })
  }
  return accept({
    allergens: allergens.longestFirst(),
    cues: cues.longestFirst(),
    innocent: innocent.longestFirst(),
    stems,
    freeAfter: new Set(patternsOf(table.freeAfter)),
    joining: new Set(patternsOf(table.joining)),
  })
}

class PhraseIndex {
  readonly #byFirst = new Map<string, Phrase[]>()
  add(phrase: Phrase): void {
    const first = phrase.words[0]!
    const known = this.#byFirst.get(first)
    if (known === undefined) this.#byFirst.set(first, [phrase])
    else known.push(phrase)
  }
  longestFirst(): ReadonlyMap<string, readonly Phrase[]> {
    for (const phrases of this.#byFirst.values()) phrases.sort((a, b) => b.words.length - a.words.length)
    return this.#byFirst
  }
}

/** All languages together: an importer is not told the language of a text, and labels mix them. */
const patternsOf = (words: WordsByLanguage): string[] => {
  const patterns = Object.values(words).flat().flatMap(variantsOf).map(plainPattern)
  return [...new Set(patterns)]
}

/** `amande(s)` is `amande` and `amandes`, `kein(e|en)` three words. */
const variantsOf = (pattern: string): string[] => {
  const group = /\(([^)]*)\)/.exec(pattern)
  if (group === null) return [pattern]
  const before = pattern.slice(0, group.index)
  const after = pattern.slice(group.index + group[0].length)
  return ['', ...group[1]!.split('|')].flatMap((ending) => variantsOf(before + ending + after))
}

const plainPattern = (pattern: string): string =>
  pattern
    .replace(/[\p{L}\p{M}\p{N}]+/gu, plainWord)
    .replace(/[-'’]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const stemOf = (pattern: string, allergen: AllergenCode | undefined): Stem => {
  const text = pattern.replace(/[*[\]]/g, '')
  const marked = pattern.replaceAll('*', '')
  const open = marked.indexOf('[')
  const shadow = open === -1 ? ([0, text.length] as const) : ([open, marked.indexOf(']') - 1] as const)
  const wild = pattern.includes('*')
  return { text, fromStart: wild && !pattern.startsWith('*'), toEnd: wild && !pattern.endsWith('*'), allergen, shadow }
}

const innocentPhrase = (pattern: string): Phrase => {
  const marked = pattern.split(' ')
  const brackets = pattern.includes('[')
  let inside = false
  const shadowed = marked.map((word) => {
    inside = inside || word.startsWith('[')
    const shadow = inside || !brackets
    if (word.endsWith(']')) inside = false
    return shadow
  })
  return { words: marked.map((word) => word.replace(/[[\]]/g, '')), meaning: { shadowed } }
}
