/** One light stemmer for all European languages at once, since neither a query nor a label says which it is in. */

const cyrillic = /^\p{Script=Cyrillic}+$/u
const greek = /^\p{Script=Greek}+$/u
const latin = /^[a-z]+$/

/**
 * Brings singular and plural of a folded word to one form, in the manner of Savoy's light stemmers: plural -s, -es,
 * -ies, -x, -n, and the last vowel, which in the Romance, Germanic and Slavic languages mostly tells number, case or
 * gender. The longer the word, the more is taken off: "paste" and "pasta" stay apart, "tomato", "tomate" and
 * "tomaten" meet. Words of three letters and words with digits stay as they are.
 */
export function stemWord(word: string): string {
  if (word.length < 4) return word
  if (latin.test(word)) return stemLatin(word)
  if (cyrillic.test(word)) return word.length < 5 ? word : word.replace(/(?:[аяоеыиуюьэ]|[ая]ми?|[ая]х|ов|ев)$/u, '')
  if (greek.test(word)) return word.replace(/[σς]$/u, '').replace(/[αεηιουω]$/u, '')
  return word
}

function stemLatin(word: string): string {
  let stem = word
  if (stem.endsWith('eaux')) stem = stem.slice(0, -1)
  else if (stem.endsWith('aux') && stem.length > 5) stem = `${stem.slice(0, -3)}al`
  else if (/[oe]ux$/.test(stem)) stem = stem.slice(0, -1)
  else if (stem.endsWith('oes')) stem = stem.slice(0, -2)
  else if (stem.endsWith('s') && !stem.endsWith('ss')) stem = stem.slice(0, -1)
  else if (stem.length > 5 && /(?:e|el|er)n$/.test(stem)) stem = stem.slice(0, -1)
  return stemLatinVowel(stem)
}

function stemLatinVowel(stem: string): string {
  if (stem.endsWith('ie') && stem.length > 4) return stem.slice(0, -1)
  if (/[^aeiou]y$/.test(stem)) return `${stem.slice(0, -1)}i`
  if (stem.endsWith('ao') && stem.length > 4) return stemLatinVowel(`${stem.slice(0, -2)}o`)
  if (stem.endsWith('sse') || stem.endsWith('she') || stem.endsWith('che')) return stem.slice(0, -1)
  if (stem.length >= 6) return /[aeio]$/.test(stem) ? stem.slice(0, -1) : stem
  if (stem.length === 5 && stem.endsWith('e')) return stem.slice(0, -1)
  if (stem.length >= 4 && stem.endsWith('i')) return `${stem.slice(0, -1)}o`
  return stem
}
