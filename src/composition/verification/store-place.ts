/** Where the store is, as another thread is told: it opens it for itself. */
import { openMongodb, type MongodbSettings } from '../../infrastructure/mongodb/open-mongodb.ts'
import type { Collection } from '../../infrastructure/store/documents.ts'
import { openMongodbStoreReader } from '../../infrastructure/store/mongodb/mongodb-store-reader.ts'
import { openSqliteStoreReader } from '../../infrastructure/store/sqlite/sqlite-store-reader.ts'
import type { StoreReader } from '../../infrastructure/store/store.ts'

export type StorePlace =
  | { readonly path: string }
  | { readonly url: string; readonly settings: Partial<MongodbSettings> }

export const openStoreReader = async (
  place: StorePlace,
  collections: readonly Collection<never>[],
): Promise<StoreReader> =>
  'path' in place
    ? openSqliteStoreReader(place.path, collections)
    : openMongodbStoreReader(await openMongodb(place.url, { ...place.settings, minPoolSize: 0 }), collections)
