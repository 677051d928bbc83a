/** When a search asks for less than every word, and for how many; every adapter keeps to these rules. */

/** With fewer readable documents than this that have every word, the next best are added behind them. */
export const relaxBelow = 3

/** A word in more than this share of the documents (and in more than `commonAbove`) does not make one relevant. */
export const commonShare = 0.01
export const commonAbove = 1_000

/**
 * How many of the words a document must have once not every word is asked for: all but one of a few words;
 * of five and more, which are a description rather than a name, any one, and the ranking decides.
 */
export const wordsNeeded = (words: number): number => (words <= 1 ? words : words <= 4 ? words - 1 : 1)
