/** What MongoDB did for each kind of query while a test ran: by its own profiler, on the node that answers, not by guessing. */
import { MongoClient, type Document } from 'mongodb'

export type QueryKind = {
  readonly collection: string
  /** The command and the fields it looks by. */
  readonly what: string
  /** As the server names it: `IXSCAN { streams: 1 }`, `IDHACK`, `COLLSCAN`. */
  readonly plan: string
  readonly times: number
  readonly documentsExamined: number
  readonly documentsReturned: number
}

export type QueryProfile = {
  /** By collection and kind. */
  readonly kinds: () => Promise<readonly QueryKind[]>
  readonly close: () => Promise<void>
}

/** Of some 30,000 commands; the profiler drops the oldest beyond it. */
const profileBytes = 67_108_864

/** Profiles the database that the URL names, from now on. */
export async function profileQueries(url: string): Promise<QueryProfile> {
  const client = await new MongoClient(url, { maxPoolSize: 1 }).connect()
  const database = client.db()
  await database.command({ profile: 0 })
  await database.collection('system.profile').drop()
  await database.createCollection('system.profile', { capped: true, size: profileBytes })
  await database.command({ profile: 2 })
  return {
    async kinds() {
      await database.command({ profile: 0 })
      const kinds = new Map<string, QueryKind>()
      for await (const entry of database.collection('system.profile').find()) {
        const kind = kindOf(entry, database.databaseName)
        if (!kind) continue
        const key = `${kind.collection} ${kind.what} ${kind.plan}`
        const known = kinds.get(key)
        kinds.set(key, known ? sumOf(known, kind) : kind)
      }
      return [...kinds.values()].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    },
    close: () => client.close(),
  }
}

const nameOf = ({ collection, what }: QueryKind): string => `${collection} ${what}`

const sumOf = (a: QueryKind, b: QueryKind): QueryKind => ({
  ...a,
  times: a.times + b.times,
  documentsExamined: a.documentsExamined + b.documentsExamined,
  documentsReturned: a.documentsReturned + b.documentsReturned,
})

/** Undefined for what looks nothing up: inserts, the stream of changes, commands about the database itself. */
function kindOf(entry: Document, database: string): QueryKind | undefined {
  const { ns, planSummary: plan, command = {} } = entry as { ns: string; planSummary?: string; command?: Document }
  const collection = ns.slice(database.length + 1)
  if (plan === undefined || collection.startsWith('system.')) return undefined
  const asked = (entry['originatingCommand'] as Document | undefined) ?? command
  if (JSON.stringify(asked['pipeline'] ?? []).includes('$changeStream')) return undefined
  const filter: unknown = asked['filter'] ?? asked['q'] ?? asked['query'] ?? asked['pipeline']?.[0]?.$match ?? {}
  const returned = Number(entry['nreturned'] ?? 0) + Number(entry['nMatched'] ?? 0) + Number(entry['ndeleted'] ?? 0)
  return {
    collection,
    what: `${String(entry['op'])} by ${fieldsOf(filter)}`,
    plan,
    times: 1,
    documentsExamined: Number(entry['docsExamined'] ?? 0),
    documentsReturned: returned,
  }
}

const fieldsOf = (filter: unknown): string => Object.keys(filter as object).join(', ') || 'nothing'

/** How many documents a kind may look at for each that it gives. */
const examinedPerReturnedMax = 1.2

/** Those that look through a collection, or at more documents than they give. */
export const wasteful = (kinds: readonly QueryKind[]): readonly QueryKind[] =>
  kinds.filter(
    ({ plan, documentsExamined, documentsReturned }) =>
      plan.includes('COLLSCAN') || documentsExamined > documentsReturned * examinedPerReturnedMax,
  )

/** The report as a table. */
export const profileTable = (kinds: readonly QueryKind[]): string =>
  [
    '| collection | query | index | times | examined | returned |',
    '| --- | --- | --- | --- | --- | --- |',
    ...kinds.map(
      ({ collection, what, plan, times, documentsExamined, documentsReturned }) =>
        `| ${collection} | ${what} | ${plan} | ${times} | ${documentsExamined} | ${documentsReturned} |`,
    ),
  ].join('\n')
