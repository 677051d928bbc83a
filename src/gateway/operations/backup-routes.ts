/** The REST face of backups of a data folder, for the operator's command: it reads the store itself, once it is let in. */
import { Type } from 'typebox'
import type { Store } from '../../infrastructure/store/store.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { route, type Route } from '../route.ts'

const tag = 'Operations'
const ReadersBody = Type.Object(
  { readers: Type.Integer({ minimum: 0, description: 'Backups that are let in now.' }) },
  { title: 'Backup' },
)

export function backupRoutes({ store }: { readonly store: Pick<Store, 'soleWriter' | 'admitReaders'> }): Route[] {
  /** How each of them leaves. One that never says so costs every read a lock until the next start, and nothing else. */
  const leaving: (() => void)[] = []
  const shared = { tag, access: { kind: 'operator' }, reply: ReadersBody, idempotency: 'optional' } as const
  return [
    route({
      ...shared,
      method: 'POST',
      path: '/v1/backups/begin',
      operationId: 'beginBackup',
      summary: 'Let a backup read the store of the data folder',
      description: 'For `fx backup`, on the same machine. The exchange goes on serving.',
      refusals: ['backup/not-in-a-folder'],
      async handle() {
        if (!store.soleWriter) throw new Rejected(notInFolder)
        leaving.push(store.admitReaders())
        return { body: { readers: leaving.length } }
      },
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/v1/backups/end',
      operationId: 'endBackup',
      summary: 'Tell that a backup has closed the store again',
      async handle() {
        leaving.pop()?.()
        return { body: { readers: leaving.length } }
      },
    }),
  ]
}

const notInFolder: Rejection = {
  kind: 'conflict',
  code: 'backup/not-in-a-folder',
  detail: 'This exchange keeps its store on MongoDB, which is backed up by its own means.',
}
