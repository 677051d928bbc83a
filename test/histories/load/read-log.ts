/** Reads which versions of which streams were committed, behind the exchange's back and after its end: what it says of itself is held against it. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MongoClient } from 'mongodb'
import { compositionUnderTest } from '../../support/composition-under-test.ts'
import type { FinalFact } from '../trade/trade-facts.ts'
import type { ExchangeRig } from './exchange-rig.ts'

type Log = FinalFact['log']

/** In the order of the log. */
export function readLog({ data, layout }: Pick<ExchangeRig, 'data' | 'layout'>): Promise<Log> {
  const url = compositionUnderTest(data, layout).environment['MONGODB_URL']
  return url === undefined ? Promise.resolve(readSqliteLog(join(data, 'exchange.db'))) : readMongodbLog(url)
}

function readSqliteLog(path: string): Log {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const rows = database.prepare('SELECT stream, version FROM extensions ORDER BY position, ordinal').all()
    return rows.map(({ stream, version }) => ({ stream: String(stream), version: Number(version) }))
  } finally {
    database.close()
  }
}

async function readMongodbLog(url: string): Promise<Log> {
  await using client = new MongoClient(url, { maxPoolSize: 1, serverSelectionTimeoutMS: 10_000 })
  const commits = client.db().collection<{ streams: string[] }>('commits')
  const found = await commits
    .find({}, { projection: { streams: 1 }, readConcern: 'majority' })
    .sort({ position: 1 })
    .toArray()
  return found.flatMap(({ streams }) =>
    streams.map((text) => {
      const at = text.lastIndexOf('@')
      return { stream: text.slice(0, at), version: Number(text.slice(at + 1)) }
    }),
  )
}
