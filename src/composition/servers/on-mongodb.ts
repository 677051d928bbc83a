/** Log, read models, keys of persons and files in MongoDB, shared by all processes that name it. */
import type { Config } from '../../config/config.ts'
import { createMongodbKeptFiles } from '../../infrastructure/kept-files/mongodb-kept-files.ts'
import { openMongodbLeases } from '../../infrastructure/leases/mongodb-leases.ts'
import { openMongodb, type MongodbSettings } from '../../infrastructure/mongodb/open-mongodb.ts'
import { openMongodbPersonalData } from '../../infrastructure/personal-data/mongodb-personal-data.ts'
import { openMongodbSpool } from '../../infrastructure/spool/mongodb-spool.ts'
import { openMongodbStore } from '../../infrastructure/store/mongodb/mongodb-store.ts'
import { createSealer } from '../../infrastructure/store/seal.ts'
import { itemTagsOf } from '../../services/product/index.ts'
import { collections } from '../embedded.ts'
import { hearAllCommits } from '../hear-all-commits.ts'
import { hostsOf, type Composition, type OnServer } from './on-server.ts'
import { readIdentity } from '../secrets/tls-identity.ts'

/** Throws `UnfitServer` where it does not answer, or cannot serve. */
export async function onMongodb(composition: Composition, url: string, config: Config): Promise<OnServer> {
  const mongodb = await openMongodb(url, mongodbSettings(config))
  const { database } = mongodb
  return {
    place: `Store             MongoDB at ${hostsOf(url)}, database ${database.databaseName}`,
    close: mongodb.close,
    composition: composition
      .override(
        'store',
        ['secrets', 'config', 'clock', 'random', 'log'],
        ({ secrets, clock, random, log }) =>
          openMongodbStore({
            mongodb,
            collections,
            sealer: createSealer(secrets.seal),
            monotonicMs: clock.monotonicMs,
            random,
            failed: (error) => log.warn({ err: error }, 'the stream of changes broke; it is opened anew'),
            writeDocumentsWithCommits: config.readModelDelayMs === 0,
          }),
        { dispose: (store) => store.close() },
      )
      .override('storePlace', [], () => ({ url, settings: mongodbSettings(config) }))
      .override('commitNotices', ['store', 'log'], (needs) => hearAllCommits({ ...needs, tagsOf: itemTagsOf }), {
        dispose: (notices) => notices.close(),
      })
      .override('personalData', ['secrets', 'clock'], ({ secrets, clock }) =>
        openMongodbPersonalData({ database, masterKey: secrets.personalData, monotonicMs: clock.monotonicMs }),
      )
      .override('leases', ['random'], ({ random }) => openMongodbLeases({ database, random }), {
        dispose: (leases) => leases.close(),
      })
      .override('connectionPools', [], () => [{ name: 'mongodb', use: mongodb.poolUse }])
      .override('keptFiles', [], () => createMongodbKeptFiles(database))
      .override('spool', [], () => openMongodbSpool({ database, now: Date.now })),
  }
}

/** What the configuration says of the connections. */
export const mongodbSettings = (config: Config): Partial<MongodbSettings> => ({
  maxPoolSize: config.mongodbMaxPoolSize,
  minPoolSize: config.mongodbMinPoolSize,
  waitQueueTimeoutMs: config.mongodbWaitQueueTimeoutMs,
  maxTimeMs: config.mongodbMaxTimeMs,
  serverSelectionTimeoutMs: config.mongodbServerSelectionTimeoutMs,
  tls: readIdentity(config),
})
