/** The thread that writes the index, so that neither analysis nor merges nor checkpoints hold up a request. */
import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '../../sqlite/open-database.ts'
import type { SearchChange } from '../search-index.ts'
import { createIndexWriter } from './index-writer.ts'
import { migrations } from './schema.ts'
import { replaceSynonyms } from './synonyms.ts'

export type WriterTask =
  | { readonly type: 'apply'; readonly changes: readonly SearchChange[]; readonly checkpoint: string | undefined }
  | { readonly type: 'synonyms'; readonly groups: readonly (readonly string[])[] }
  | { readonly type: 'clear' }
  | { readonly type: 'end' }

export type WriterReply = { readonly failure?: Error }

const port = parentPort
if (!port) throw new Error('This file runs as a worker thread only.')

const database = openDatabase((workerData as { path: string }).path, migrations, {
  // The index can be rebuilt from the commit log, up to the checkpoint that is lost with it.
  synchronous: 'normal',
  cacheKib: 32_768,
})
// Fewer, larger checkpoints: while much is indexed, the same pages change again and again.
database.exec('PRAGMA wal_autocheckpoint = 4000')
const writer = createIndexWriter(database)

const perform = (task: Exclude<WriterTask, { type: 'end' }>): void => {
  switch (task.type) {
    case 'apply':
      return writer.apply(task.changes, task.checkpoint)
    case 'synonyms':
      return replaceSynonyms(database, task.groups)
    case 'clear':
      return writer.clear()
  }
}

port.on('message', (task: WriterTask) => {
  if (task.type === 'end') {
    database.close()
    port.close()
    return
  }
  try {
    perform(task)
    port.postMessage({} satisfies WriterReply)
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    port.postMessage({ failure } satisfies WriterReply)
  }
})
