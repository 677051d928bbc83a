/** Fills a new index from the source of truth while the old one serves and both are written, then lets it take over. */
import type { Client } from '@elastic/elasticsearch'
import type { RebuildSource } from '../search-index.ts'
import { checkpointKey } from './document-body.ts'
import type { LiveIndices } from './live-indices.ts'
import { InTrouble } from './server-trouble.ts'
import { IndexGone, type ChangeWriter, type Checkpoint } from './write-changes.ts'

type Needs = { readonly client: Client; readonly live: LiveIndices; readonly changes: ChangeWriter }

/** Analysis here and indexing there go on side by side. */
const writesAtOnce = 2

export async function rebuildIndex(
  { client, live, changes }: Needs,
  source: RebuildSource,
  signal: AbortSignal,
): Promise<number> {
  await live.ensure()
  await live.dropUnread()
  // Merged and made visible when all is there, which saves a third of the time.
  const index = await live.create({ refreshInterval: '-1' })
  try {
    await live.alsoWrite(index)
    const count = await fill(index, source, signal, changes)
    await live.settle(index)
    const { _source } = await client.get<Checkpoint>({ index: live.read, id: checkpointKey }, { ignore: [404] })
    if (_source !== undefined) await changes.writeCheckpoint([index], _source.checkpoint, { isFirst: true })
    signal.throwIfAborted()
    await live.takeOver(index)
    return count
  } catch (error) {
    await live.drop(index)
    if (error instanceof IndexGone)
      throw new InTrouble({
        code: 'search/unavailable',
        cause:
          'The new index was removed while it was being filled: another rebuild has begun. It will be tried again.',
      })
    throw error
  }
}

async function fill(
  index: string,
  source: RebuildSource,
  signal: AbortSignal,
  { write }: ChangeWriter,
): Promise<number> {
  const underWay = new Set<Promise<void>>()
  let count = 0
  try {
    for await (const batch of source()) {
      signal.throwIfAborted()
      count += batch.length
      const writing = write([index], batch, { refresh: false }).finally(() => underWay.delete(writing))
      underWay.add(writing)
      if (underWay.size >= writesAtOnce) await Promise.race(underWay)
    }
    await Promise.all(underWay)
  } finally {
    await Promise.allSettled(underWay)
  }
  return count
}
