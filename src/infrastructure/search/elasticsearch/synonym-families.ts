/** Synonym families: kept in an index of their own, looked up as they are needed, so that a large table costs no memory. */
import type { Client } from '@elastic/elasticsearch'
import { termsOf, type QueryWord } from '../analyse-text.ts'
import { isGone, isThere } from './server-trouble.ts'

const phraseTermsMax = 4
const storedTermsMax = 8
const familiesMax = 100
const alternativesMax = 512
/** A few hundred bytes each. */
const phrasesRecalled = 5_000
const recalledForMs = 10_000
const bytesMax = 4_000_000

/** One thing a query asks for: words side by side, and the phrases (terms with spaces between) that say the same. */
export type Concept = { readonly words: readonly QueryWord[]; readonly phrases: readonly string[] }

export type SynonymFamilies = {
  readonly replace: (groups: readonly (readonly string[])[]) => Promise<void>
  /** Reads a query's words as concepts, the longest known phrase first. */
  readonly conceptsOf: (words: readonly QueryWord[]) => Promise<readonly Concept[]>
}

type Family = { readonly phrases: readonly string[] }

/** @param elapsedMs  a clock that only goes forward */
export function createSynonymFamilies(
  { reader, writer }: { readonly reader: Client; readonly writer: Client },
  name: string,
  elapsedMs: () => number,
): SynonymFamilies {
  const alias = `${name}-synonyms`
  const known = new Map<string, readonly string[]>()
  let knownSince = elapsedMs()
  const forget = (): void => {
    known.clear()
    knownSince = elapsedMs()
  }

  /** What the families say of these phrases; a phrase of no family is known as such. */
  const learn = async (phrases: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    const families = phrases.length === 0 ? [] : await familiesWith(reader, alias, phrases)
    return new Map(
      phrases.map((phrase) => {
        const others = families.filter((family) => family.phrases.includes(phrase)).flatMap((family) => family.phrases)
        return [phrase, others.length === 0 ? [] : [...new Set([phrase, ...others])].slice(0, alternativesMax)]
      }),
    )
  }

  return {
    replace: async (groups) => {
      await replaceFamilies(
        writer,
        alias,
        groups.map(familyOf).filter(({ phrases }) => phrases.length > 1),
      )
      forget()
    },
    conceptsOf: async (words) => {
      // Another process may have replaced them.
      if (elapsedMs() - knownSince > recalledForMs || known.size > phrasesRecalled) forget()
      const asked = [...new Set(words.flatMap((_, at) => phrasesFrom(words, at)))]
      const recalled = new Map(asked.map((phrase) => [phrase, known.get(phrase)]))
      const learnt = await learn(asked.filter((phrase) => recalled.get(phrase) === undefined))
      for (const [phrase, others] of learnt) known.set(phrase, others)
      return divide(words, (phrase) => learnt.get(phrase) ?? recalled.get(phrase) ?? [])
    },
  }
}

const familyOf = (group: readonly string[]): Family => ({
  phrases: [
    ...new Set(group.map((text) => termsOf(text).slice(0, storedTermsMax).join(' ')).filter((phrase) => phrase !== '')),
  ],
})

const phraseOf = (words: readonly QueryWord[]): string => words.map(({ term }) => term).join(' ')

const phrasesFrom = (words: readonly QueryWord[], at: number): readonly string[] =>
  Array.from({ length: Math.min(phraseTermsMax, words.length - at) }, (_, more) =>
    phraseOf(words.slice(at, at + more + 1)),
  )

function divide(words: readonly QueryWord[], alternatives: (phrase: string) => readonly string[]): readonly Concept[] {
  const concepts: Concept[] = []
  for (let at = 0; at < words.length;) {
    const found = phrasesFrom(words, at).findLast((phrase) => alternatives(phrase).length > 0)
    const taken = words.slice(at, at + (found === undefined ? 1 : found.split(' ').length))
    concepts.push({ words: taken, phrases: found === undefined ? taken.map(({ term }) => term) : alternatives(found) })
    at += taken.length
  }
  return concepts
}

async function familiesWith(client: Client, alias: string, phrases: readonly string[]): Promise<readonly Family[]> {
  try {
    const { hits } = await client.search<Family>({
      index: alias,
      query: { bool: { filter: { terms: { phrases: [...phrases] } } } },
      size: familiesMax,
      track_total_hits: false,
    })
    return hits.hits.map(({ _source }) => _source).filter((source) => source !== undefined)
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

/** A new index takes over from the old one in one step; without families there is none. */
async function replaceFamilies(client: Client, alias: string, families: readonly Family[]): Promise<void> {
  const before = Object.keys(await client.indices.getAlias({ index: `${alias}-*`, ignore_unavailable: true }))
  if (families.length === 0) {
    if (before.length > 0) await client.indices.delete({ index: before, ignore_unavailable: true })
    return
  }
  const index = await makeIndex(client, alias, before)
  let portion: (object | string)[] = []
  let length = 0
  const send = async (): Promise<void> => {
    if (portion.length === 0) return
    const reply = await client.bulk({ index, operations: portion })
    if (reply.errors) throw new Error(`Elasticsearch did not take all synonyms: ${reasonOf(reply.items)}`)
    portion = []
    length = 0
  }
  for (const family of families) {
    const body = JSON.stringify(family)
    portion.push({ index: {} }, body)
    length += body.length
    if (length > bytesMax) await send()
  }
  await send()
  await client.indices.refresh({ index })
  const actions = before.map((old) => ({ remove_index: { index: old } }))
  await client.indices.updateAliases({ actions: [{ add: { index, alias } }, ...actions] })
}

const reasonOf = (
  items: readonly { readonly index?: { readonly error?: { readonly reason?: string | null } } }[],
): string => items.find(({ index }) => index?.error)?.index?.error?.reason ?? ''

async function makeIndex(client: Client, alias: string, before: readonly string[]): Promise<string> {
  const numbers = before.map((index) => Number(index.slice(alias.length + 1))).filter(Number.isSafeInteger)
  for (let number = Math.max(0, ...numbers) + 1, attempt = 1; ; number++, attempt++) {
    const index = `${alias}-${number}`
    try {
      await client.indices.create({
        index,
        settings: { number_of_shards: 1, number_of_replicas: 0, auto_expand_replicas: '0-1' },
        mappings: { dynamic: false, properties: { phrases: { type: 'keyword' } } },
      })
      return index
    } catch (error) {
      if (!isThere(error) || attempt === 5) throw error
    }
  }
}
