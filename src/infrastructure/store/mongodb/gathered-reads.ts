/**
 * What is asked for one by one within a turn of the loop is read with one question: a page of items, each of which looks
 * up its own product and prices, costs the database as much as one of them.
 */

/** What the work of this turn has asked for before anybody is sent to get it. */
type Gathering<Value> = Map<string, PromiseWithResolvers<Value | undefined>>

/**
 * Gives what reads one by its id. A question is asked no earlier than all that it answers for was asked, so that each
 * answer is as new as one of its own would be; where it fails, it fails for all of them.
 * @param readMany  gives those that exist, in any order
 * @param idsMax    ids in one question
 */
export function gatherReads<Value extends { readonly id: string }>(
  readMany: (ids: readonly string[]) => Promise<readonly Value[]>,
  idsMax = 500,
): (id: string) => Promise<Value | undefined> {
  let gathering: Gathering<Value> | undefined
  const ask = async (asked: Gathering<Value>): Promise<void> => {
    if (gathering === asked) gathering = undefined
    try {
      const found = new Map((await readMany([...asked.keys()])).map((value) => [value.id, value]))
      for (const [id, { resolve }] of asked) resolve(found.get(id))
    } catch (error) {
      for (const { reject } of asked.values()) reject(error)
    }
  }
  return (id) => {
    if (gathering && gathering.size >= idsMax && !gathering.has(id)) gathering = undefined
    if (!gathering) {
      const begun: Gathering<Value> = new Map()
      gathering = begun
      // After the promises that have settled by now, so that those who waited for them are asked for, too.
      process.nextTick(() => void Promise.resolve().then(() => process.nextTick(() => void ask(begun))))
    }
    const known = gathering.get(id)
    if (known) return known.promise
    const answer = Promise.withResolvers<Value | undefined>()
    gathering.set(id, answer)
    return answer.promise
  }
}
