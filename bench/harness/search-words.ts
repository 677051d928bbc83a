/** What a person would type to find a product: some words of a name. */
import { drawOne } from './draw.ts'

const word = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]+/gu

/** Two or three neighbouring words of one drawn name; names of one word are passed over. */
export function drawWords(random: () => number, names: readonly string[]): string {
  for (;;) {
    const words = drawOne(random, names).match(word) ?? []
    if (words.length < 2) continue
    const count = Math.min(words.length, random() < 0.5 ? 2 : 3)
    const from = Math.floor(random() * (words.length - count + 1))
    return words.slice(from, from + count).join(' ')
  }
}
