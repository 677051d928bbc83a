/** The search index on Elasticsearch, 8 or 9: the port's promises kept over aliases, external versions and bulk writes. */
import { Client } from '@elastic/elasticsearch'
import type { Log } from '../../../telemetry/log.ts'
import type { TlsIdentity } from '../../../kernel/tls-identity.ts'
import { searchLimits } from '../search-index.ts'
import type { SearchChange, SearchIndex } from '../search-index.ts'
import { checkpointKey } from './document-body.ts'
import { mappingVersion } from './index-definition.ts'
import { createLiveIndices, type LiveIndices } from './live-indices.ts'
import { rebuildIndex } from './rebuild-index.ts'
import { createServerCalls } from './server-calls.ts'
import { isGone } from './server-trouble.ts'
import { createSuggestTexts } from './suggest-texts.ts'
import { createSynonymFamilies } from './synonym-families.ts'
import { createTextSearch } from './text-search.ts'
import { createChangeWriter, IndexGone, type ChangeWriter, type Checkpoint } from './write-changes.ts'

export type ElasticsearchIndexOptions = {
  /** Where the server is, with user and password where it asks for them: `https://user:password@host:9200`. */
  readonly url: string
  /** Instead of user and password. */
  readonly apiKey?: string
  /** For `https`; the system's authorities and no certificate of our own when absent. */
  readonly tls?: TlsIdentity
  /** What all indices and aliases begin with: several exchanges may share a cluster. Lower case. */
  readonly name?: string
  readonly log: Pick<Log, 'warn' | 'info'>
  /** Copies beside the primary; 0 on a single node. */
  readonly replicas?: number
  /** How long a search may take. */
  readonly readTimeoutMs?: number
  /** How long one bulk, or one change of aliases, may take. */
  readonly writeTimeoutMs?: number
  /** From 0 to 1: spreads the repeats of several processes. */
  readonly random?: () => number
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsedMs?: () => number
}

export type ElasticsearchIndex = SearchIndex & Required<Pick<SearchIndex, 'isOutdated'>>

/** A swap may come between looking an index up and writing to it; two of them hardly do. */
const swapsMet = 3

/** Does not wait for the server: what is asked while it is away is refused, and answered as soon as it is back. */
export function openElasticsearchIndex(options: ElasticsearchIndexOptions): ElasticsearchIndex {
  const { log, name = 'foodxchange', replicas = 1, readTimeoutMs = 5_000, writeTimeoutMs = 30_000 } = options
  const root = connect(options, Math.max(readTimeoutMs, writeTimeoutMs))
  const reader = root.child({ requestTimeout: readTimeoutMs })
  const writer = root.child({ requestTimeout: writeTimeoutMs })
  const [reads, writes] = [createServerCalls(log), createServerCalls(log)]
  const live = createLiveIndices(writer, name, replicas)
  const changes = createChangeWriter(writer, options.random ?? Math.random)
  const synonyms = createSynonymFamilies({ reader, writer }, name, options.elapsedMs ?? (() => performance.now()))
  const search = createTextSearch(reader, live.read, synonyms)
  const suggest = createSuggestTexts(reader, live.read)
  const applyChanges = createApply(live, changes)
  const underWay = new Set<Promise<unknown>>()
  let isClosed = false

  const tracked = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (isClosed) throw new Error('The search index is closed.')
    const running = work()
    underWay.add(running)
    try {
      return await running
    } finally {
      underWay.delete(running)
    }
  }
  /** What is read may have been swapped for another between two requests, or removed by hand. */
  const reading = <Value>(work: () => Promise<Value>): Promise<Value> =>
    tracked(() =>
      reads.call(async () => {
        await live.ensure()
        try {
          return await work()
        } catch (error) {
          if (!isGone(error)) throw error
          live.forget()
          await live.ensure()
          return work()
        }
      }),
    )
  const writing = <Value>(work: () => Promise<Value>): Promise<Value> => tracked(() => writes.call(work))

  return {
    apply: async (given, checkpoint) => {
      if (given.length > searchLimits.changesPerApply)
        throw new RangeError(`${given.length} changes in one apply; at most ${searchLimits.changesPerApply}.`)
      await writing(() => applyChanges(given, checkpoint))
    },
    query: (query) => reading(() => search(query)),
    suggest: (query) => reading(() => suggest(query)),
    setSynonyms: (groups) => writing(() => synonyms.replace(groups)),
    checkpoint: () => reading(() => readCheckpoint(reader, live.read)),
    clear: () =>
      writing(async () => {
        await live.takeOver(await live.create({ refreshInterval: '1s' }))
      }),
    rebuild: (source, signal) => writing(() => rebuildIndex({ client: writer, live, changes }, source, signal)),
    isOutdated: () => reading(async () => (await live.mapping()) !== mappingVersion),
    close: async () => {
      isClosed = true
      await Promise.allSettled(underWay)
      await root.close()
    },
  }
}

/**
 * Connections are shared with the client's children, and no child can wait longer than its connections do.
 * Each request is bounded, and repeated once where the connection broke or the server was not ready.
 */
const connect = ({ url, apiKey, tls }: ElasticsearchIndexOptions, requestTimeout: number): Client =>
  new Client({
    node: url,
    requestTimeout,
    maxRetries: 1,
    ...(apiKey !== undefined && { auth: { apiKey } }),
    ...(tls && { tls: { ...tls } }),
  })

const createApply =
  (live: LiveIndices, { write, writeCheckpoint }: ChangeWriter) =>
  async (changes: readonly SearchChange[], checkpoint: string | undefined): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      await live.ensure()
      const indices = await live.written()
      try {
        if (indices.length === 0) throw new IndexGone('there is no index to write')
        await write(indices, changes, { refresh: true })
        if (checkpoint !== undefined) await writeCheckpoint(indices, checkpoint)
        return
      } catch (error) {
        if (!(error instanceof IndexGone) || attempt === swapsMet) throw error
        live.forget()
      }
    }
  }

async function readCheckpoint(client: Client, index: string): Promise<string | undefined> {
  const known = await client.get<Checkpoint>({ index, id: checkpointKey }, { ignore: [404] })
  // Without the index the reply has neither, and is tried again once there is one.
  if (!('found' in known)) throw new IndexGone(`${index} is gone`)
  return known._source?.checkpoint
}
