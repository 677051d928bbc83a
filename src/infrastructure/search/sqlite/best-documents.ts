/** Picks the first few documents in an order without sorting them all. */

export type Ranked = { readonly doc: number; readonly key: number }

/** By ascending key, then document number, after `after`; documents whose key is NaN are left out. */
export function bestDocuments(
  docs: ArrayLike<number>,
  keyOf: (index: number) => number,
  count: number,
  after: Ranked | undefined,
): readonly Ranked[] {
  const best: Ranked[] = []
  let worstKey = Infinity
  let worstDoc = Infinity
  for (let index = 0; index < docs.length; index++) {
    const key = keyOf(index)
    if (!(key <= worstKey)) continue
    const doc = docs[index]!
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
