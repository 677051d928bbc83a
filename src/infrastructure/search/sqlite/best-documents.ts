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
  // A heap with the worst of the best on top: whatever order documents come in, each costs a few steps at most.
  const best: Ranked[] = []
  const sign = descending ? -1 : 1
  const byDocument = keyedBy === 'document'
  let worstKey = Infinity
  let worstDoc = Infinity
  // Backwards, since later documents mostly are the newer ones.
  for (let place = docs.length - 1; place >= 0; place--) {
    const doc = docs[place]!
    const key = sign * keys[byDocument ? doc : place]!
    if (!(key <= worstKey)) continue
    if (key === worstKey && doc > worstDoc) continue
    if (after && (key < after.key || (key === after.key && doc <= after.doc))) continue
    if (best.length < count) rise(best, { doc, key })
    else sink(best, { doc, key })
    if (best.length < count) continue
    worstKey = best[0]!.key
    worstDoc = best[0]!.doc
  }
  return best.sort((left, right) => (isWorse(left, right) ? 1 : -1))
}

const isWorse = (left: Ranked, right: Ranked): boolean =>
  left.key > right.key || (left.key === right.key && left.doc > right.doc)

/** Adds one to the heap. */
function rise(heap: Ranked[], added: Ranked): void {
  let at = heap.length
  for (; at > 0; at = (at - 1) >>> 1) {
    const parent = heap[(at - 1) >>> 1]!
    if (!isWorse(added, parent)) break
    heap[at] = parent
  }
  heap[at] = added
}

/** Puts one in the place of the worst. */
function sink(heap: Ranked[], added: Ranked): void {
  let at = 0
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && isWorse(heap[child + 1]!, heap[child]!)) child++
    if (!isWorse(heap[child]!, added)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = added
}
