/** Reads a list of ingredients as a careful person would: what is in it, what may be, and what only sounds like it. */
import { allergenCodes } from './allergens.ts'
import type { AllergenCode, AllergenProposal } from './allergens.ts'
import { plainWord } from './allergen-words.ts'
import type { AllergenWords, Cue, Phrase } from './allergen-words.ts'

const EVIDENCE_MAX = 5
/** Words repeat over a catalogue; what each compound holds is remembered for this many of them. */
const COMPOUNDS_REMEMBERED_MAX = 50_000

/** What stands before a word: nothing (a blank, a hyphen, an apostrophe), a break within the sentence, or its end. */
type Gap = 'none' | 'break' | 'end'

type Word = {
  readonly plain: string
  readonly start: number
  readonly end: number
  readonly gap: Gap
  /** How many brackets are open around the word. */
  readonly depth: number
  shadowed: boolean
}

type Hit = { readonly allergen: AllergenCode; readonly evidence: string; readonly run: number; mayContain: boolean }

/**
 * A function that proposes allergens from an ingredients text in any of the table's languages. Doubt goes to the
 * safe side: a statement ends with its sentence or bracket, a negation with its list item. Time grows with the
 * length of the text only.
 */
export const allergenProposer = (words: AllergenWords): ((ingredients: string) => readonly AllergenProposal[]) => {
  const compound = rememberedCompounds(words)
  return (ingredients) => {
    const text = wordsOf(ingredients)
    if (text.length === 0) return []
    shadowInnocent(text, words)
    return proposalsOf(hitsIn(text, ingredients, words, compound))
  }
}

const wordsOf = (text: string): Word[] => {
  const words: Word[] = []
  let depth = 0
  let before = 0
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const between = text.slice(before, match.index)
    if (between.length > 0 && between !== ' ' && between !== ', ') depth = depthBehind(between, depth)
    const start = match.index
    const end = start + match[0].length
    words.push({ plain: plainWord(match[0]), start, end, gap: gapOf(between), depth, shadowed: false })
    before = end
  }
  return words
}

const depthBehind = (between: string, before: number): number => {
  let depth = before
  for (const sign of between) {
    if (sign === '(' || sign === '[') depth++
    else if ((sign === ')' || sign === ']') && depth > 0) depth--
  }
  return depth
}

const gapOf = (between: string): Gap => {
  if (between === ' ' || between === '') return 'none'
  if (between === ', ') return 'break'
  if (/\.\s|[!?。]/u.test(between)) return 'end'
  return /^[\s\-‐–'’_*/&]*$/u.test(between) && !between.includes('\n') ? 'none' : 'break'
}

const phraseAt = (index: ReadonlyMap<string, readonly Phrase[]>, text: readonly Word[], at: number) => {
  for (const phrase of index.get(text[at]!.plain) ?? []) {
    const { words } = phrase
    let length = 1
    while (length < words.length) {
      const next = text[at + length]
      if (next === undefined || next.gap !== 'none' || next.plain !== words[length]) break
      length++
    }
    if (length === words.length) return phrase
  }
  return undefined
}

const shadowInnocent = (text: readonly Word[], words: AllergenWords): void => {
  for (let at = 0; at < text.length; at++) {
    const meaning = phraseAt(words.innocent, text, at)?.meaning
    if (meaning === undefined || !('shadowed' in meaning)) continue
    meaning.shadowed.forEach((shadowed, index) => {
      if (shadowed) text[at + index]!.shadowed = true
    })
  }
}

const hitsIn = (text: readonly Word[], source: string, words: AllergenWords, compound: Compounds): Hit[] => {
  const hits: Hit[] = []
  let mayContainDepth = -1
  let without = false
  let run = 0
  for (let at = 0; at < text.length;) {
    const word = text[at]!
    if (word.gap !== 'none') {
      without = false
      run++
    }
    if (word.gap === 'end' || word.depth < mayContainDepth) mayContainDepth = -1
    const cue = cueAt(words, text, at)
    if (cue !== undefined) {
      if (cue.cue === 'mayContain') mayContainDepth = word.depth
      else if (cue.cue === 'contains') mayContainDepth = -1
      else if (cue.cue === 'mayContainAfter') for (const hit of hits) hit.mayContain ||= hit.run === run
      without = cue.cue === 'without'
      at += cue.length
      continue
    }
    const found = allergensAt(words, text, at, compound)
    const last = text[at + found.length - 1]!
    if (found.allergens.length > 0 && !without && !isDeniedAfter(words, text, at + found.length)) {
      const evidence = source.slice(word.start, last.end)
      for (const allergen of found.allergens) hits.push({ allergen, evidence, run, mayContain: mayContainDepth >= 0 })
    }
    // "without added milk" denies milk, "no sugar milk chocolate" does not: any other word ends the denial.
    if (without && found.allergens.length === 0 && !words.joining.has(word.plain)) without = false
    at += found.length
  }
  return hits
}

const cueAt = (words: AllergenWords, text: readonly Word[], at: number): { cue: Cue; length: number } | undefined => {
  const phrase = phraseAt(words.cues, text, at)
  return phrase !== undefined && 'cue' in phrase.meaning
    ? { cue: phrase.meaning.cue, length: phrase.words.length }
    : undefined
}

const SHORTEST_STEM = 3
const NONE: readonly AllergenCode[] = []

const allergensAt = (words: AllergenWords, text: readonly Word[], at: number, compound: Compounds) => {
  const phrase = phraseAt(words.allergens, text, at)
  if (phrase !== undefined && 'allergens' in phrase.meaning) {
    const length = phrase.words.length
    const shadowed = text.slice(at, at + length).some((word) => word.shadowed)
    if (!shadowed) return { allergens: phrase.meaning.allergens, length }
  }
  const word = text[at]!
  return { allergens: word.shadowed ? NONE : compound(word.plain), length: 1 }
}

/** "milk-free", "gluten free"; but not "egg, free range". */
const isDeniedAfter = (words: AllergenWords, text: readonly Word[], at: number): boolean => {
  const next = text[at]
  return next !== undefined && next.gap === 'none' && !next.shadowed && words.freeAfter.has(next.plain)
}

type Compounds = (word: string) => readonly AllergenCode[]

const rememberedCompounds = (words: AllergenWords): Compounds => {
  const remembered = new Map<string, readonly AllergenCode[]>()
  return (word) => {
    let codes = remembered.get(word)
    if (codes === undefined) {
      codes = codesInside(word, words)
      if (remembered.size >= COMPOUNDS_REMEMBERED_MAX) remembered.clear()
      remembered.set(word, codes)
    }
    return codes
  }
}

/** The stems inside a compound, less those that a longer one explains: `nuss` in `Kokosnuss` or `Haselnuss`. */
const codesInside = (word: string, words: AllergenWords): readonly AllergenCode[] => {
  // No stem is shorter; most short words are numbers.
  if (word.length < SHORTEST_STEM) return NONE
  const found: { start: number; end: number; allergen: AllergenCode | undefined }[] = []
  for (const stem of words.stems) {
    const start = stem.toEnd ? word.length - stem.text.length : word.indexOf(stem.text)
    if (start < 0 || !word.startsWith(stem.text, start) || (stem.fromStart && start !== 0)) continue
    const end = start + stem.text.length
    if (stem.allergen === undefined)
      found.push({ start: start + stem.shadow[0], end: start + stem.shadow[1], allergen: undefined })
    else if (!words.freeAfter.has(word.slice(end))) found.push({ start, end, allergen: stem.allergen })
  }
  const codes = found.filter(({ start, end, allergen }) => {
    if (allergen === undefined) return false
    return !found.some((other) => {
      if (other.start > start || other.end < end) return false
      return other.allergen === undefined || other.end - other.start > end - start
    })
  })
  return codes.length === 0 ? NONE : [...new Set(codes.map(({ allergen }) => allergen!))]
}

const proposalsOf = (hits: readonly Hit[]): readonly AllergenProposal[] => {
  const byAllergen = new Map<AllergenCode, { certain: Set<string>; possible: Set<string> }>()
  for (const { allergen, evidence, mayContain } of hits) {
    let found = byAllergen.get(allergen)
    if (found === undefined) byAllergen.set(allergen, (found = { certain: new Set(), possible: new Set() }))
    const words = mayContain ? found.possible : found.certain
    if (words.size < EVIDENCE_MAX) words.add(evidence)
  }
  return [...byAllergen]
    .toSorted(([a], [b]) => orderOf(a) - orderOf(b))
    .map(([allergen, { certain, possible }]) =>
      certain.size > 0
        ? { allergen, status: 'contains', evidence: [...certain] }
        : { allergen, status: 'may contain', evidence: [...possible] },
    )
}

const orderOf = (code: AllergenCode): number => allergenCodes.indexOf(code)
