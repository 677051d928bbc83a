/** The production composition: the embedded one, with an adapter in another's place for each server that is named. */
import type { Config } from '../config/config.ts'
import { isTransient } from '../infrastructure/mongodb/mongodb-errors.ts'
import { embedded } from './embedded.ts'
import { onClickhouse } from './servers/on-clickhouse.ts'
import { onElasticsearch } from './servers/on-elasticsearch.ts'
import { onMongodb } from './servers/on-mongodb.ts'
import { onRedis } from './servers/on-redis.ts'
import { onSmtp } from './servers/on-smtp.ts'
import type { Composition, OnServer, PutOnServer } from './servers/on-server.ts'

export type Servers = {
  readonly composition: Composition
  /** Lines for the greeting: which servers, without users or passwords. */
  readonly places: readonly string[]
  /** True of an error that passes by itself, such as an election's. */
  readonly isPassing: (error: unknown) => boolean
  /** After everything that uses them is disposed of. */
  readonly close: () => Promise<void>
}

/** One line a server; a server that is not named changes nothing. */
const adapters = (config: Config): readonly (readonly [url: string | undefined, on: PutOnServer])[] => [
  [config.mongodbUrl, onMongodb],
  [config.redisUrl, onRedis],
  [config.elasticsearchUrl, onElasticsearch],
  [config.clickhouseUrl, onClickhouse],
  [config.smtpUrl, onSmtp],
]

/** Throws `UnfitServer` where MongoDB cannot serve; what the others lack is said when it is missed, and made up for. */
export async function openServers(config: Config): Promise<Servers> {
  const opened: OnServer[] = []
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) await one.close?.()
  }
  let composition: Composition = embedded
  try {
    for (const [url, on] of adapters(config)) {
      if (url === undefined) continue
      const one = await on(composition, url, config)
      opened.push(one)
      composition = one.composition
    }
  } catch (error) {
    await close()
    throw error
  }
  return { composition, places: opened.map(({ place }) => place), isPassing: isTransient, close }
}
