/** Picks the first few documents in an order without sorting them all. */

export type Ranked = { readonly doc: number; readonly key: number }

/** `keys` has a key for each document number, or for each place in the list; NaN leaves the document out. */
export type Order = {
  readonly keys: ArrayLike<number>
  readonly keyedBy: 'document' | 'place'
  readonly descending: boolean
}

/** By key, then document number, after `after`; descending keys are given negated, so that the smaller key is first. */
export function bestDocuments(
  docs: ArrayLike<number>,
  { keys, keyedBy, descending }: Order,
  count: number,
  after: Ranked | undefined,
): readonly Ranked[] {
  const best: Ranked[] = []
  const sign = descending ? -1 : 1
  const byDocument = keyedBy === 'document'
  let worstKey = Infinity
  let worstDoc = Infinity
  for (let place = 0; place < docs.length; place++) {
    const doc = docs[place]!
    const key = sign * keys[byDocument ? doc : place]!
    if (!(key <= worstKey)) continue
    if (key === worstKey && doc > worstDoc) continue
    if (after && (key < after.key || (key === after.key && doc <= after.doc))) continue
    let at = best.length
    while (at > 0 && (best[at - 1]!.key > key || (best[at - 1]!.key === key && best[at - 1]!.doc > doc))) at--
    best.splice(at, 0, { doc, key })
    if (best.length > count) best.pop()
    if (best.length < count) continue
    worstKey = best[count - 1]!.key
    worstDoc = best[count - 1]!.doc
  }
  return best
}
