/** A database on MongoDB as a house: held by the leases that a lone process, and every process that starts, would take. */
import type { Config } from '../../config/config.ts'
import { createMongodbKeptFiles } from '../../infrastructure/kept-files/mongodb-kept-files.ts'
import { openMongodbLeases } from '../../infrastructure/leases/mongodb-leases.ts'
import type { Lease, Leases } from '../../infrastructure/leases/leases.ts'
import { takeAgain } from '../../infrastructure/leases/take-again.ts'
import { openMongodb, type Mongodb } from '../../infrastructure/mongodb/open-mongodb.ts'
import { openMongodbPersonalData } from '../../infrastructure/personal-data/mongodb-personal-data.ts'
import { openMongodbSpool } from '../../infrastructure/spool/mongodb-spool.ts'
import { openMongodbStore } from '../../infrastructure/store/mongodb/mongodb-store.ts'
import { createSealer } from '../../infrastructure/store/seal.ts'
import { systemClock } from '../clock-and-chance.ts'
import { collections } from '../embedded.ts'
import { mongodbSettings } from '../servers/on-mongodb.ts'
import { hostsOf } from '../servers/on-server.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Move } from './move.ts'
import { MovingRefused, type House } from './house.ts'
import { createPatience } from './patience.ts'
import { patientHouse } from './patient-house.ts'

export type MongodbPlace = {
  readonly mongodb: Mongodb
  readonly place: string
  /** The same for two addresses of one database. */
  readonly identity: string
  /** `empty`: nothing was ever made in it; `house`: it has a log. Throws `MovingRefused` for anything else. */
  readonly content: 'empty' | 'house'
}

/** Connects and looks; makes nothing. Throws `UnfitServer` where it cannot serve. */
export async function reachMongodb(url: string, config: Config): Promise<MongodbPlace> {
  const mongodb = await openMongodb(url, mongodbSettings(config))
  try {
    const { database } = mongodb
    const place = `MongoDB at ${hostsOf(url)}, database ${database.databaseName}`
    const { setName, hosts = [] } = (await database.command({ hello: 1 })) as { setName?: string; hosts?: string[] }
    const names = (await database.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
    const isHouse = names.includes('commits')
    const other = names.filter((name) => !madeFirst.has(name))
    if (!isHouse && other.length > 0)
      throw new MovingRefused(
        `The ${place} holds something else: ${other.toSorted().slice(0, 3).join(', ')}.`,
        'Name a database that is empty, or one that there is not yet: mongodb://…/NAME.',
      )
    const identity = `${setName} ${hosts.toSorted().join(',')} ${database.databaseName}`
    return { mongodb, place, identity, content: isHouse ? 'house' : 'empty' }
  } catch (error) {
    await mongodb.close()
    throw error
  }
}

/** What a move that was killed at once may have made. */
const madeFirst = new Set(['leases', 'commits', 'documents', 'entries', 'checkpoints', 'schema'])

/** Longer than the lease of a process that was killed lasts. */
const leaseWithinMs = 10_000
/** Longer than an election, in which a lease is lost that nobody else can have taken. */
const againWithinMs = 60_000

/**
 * Opens what there is, or makes it, and closes the connection with it.
 * @param isHeld  false where nothing will be written, and somebody may go on serving it
 */
export async function openMongodbHouse(
  { mongodb, place }: MongodbPlace,
  secrets: Secrets,
  { isHeld, warn, signal }: Pick<Move, 'warn' | 'signal'> & { readonly isHeld: boolean },
): Promise<House> {
  const patiently = createPatience({ place, signal, warn })
  const undo: (() => unknown)[] = [mongodb.close]
  const close = async (): Promise<void> => {
    for (const one of undo.splice(0).reverse()) await one()
  }
  try {
    const { database } = mongodb
    const leases = openMongodbLeases({ database, random: Math.random })
    undo.push(leases.close)
    const assertHeld = isHeld ? await hold(leases, place) : async () => undefined
    const sealer = createSealer(secrets.seal)
    const { monotonicMs } = systemClock
    const store = await patiently(() =>
      openMongodbStore({
        mongodb,
        collections,
        sealer,
        monotonicMs,
        random: Math.random,
        failed: (error) => warn(`The stream of changes broke and is opened anew: ${String(error)}`),
      }),
    )
    undo.push(store.close)
    const house = {
      place,
      store,
      sealer,
      personalData: await patiently(() =>
        openMongodbPersonalData({ database, masterKey: secrets.personalData, monotonicMs }),
      ),
      keptFiles: createMongodbKeptFiles(database),
      spool: await patiently(() => openMongodbSpool({ database, now: Date.now })),
      assertHeld,
      close,
    }
    return patientHouse(house, patiently)
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Takes what a lone process and one that starts would take; gives what asserts that it is still taken. What is on its
 * way when it is lost needs no fence: commits keep their ids and versions, so that they land once or not at all; all
 * else is the same when it is written twice; and a target that somebody has served since is refused by its commits.
 */
async function hold(leases: Leases, place: string): Promise<() => Promise<void>> {
  const held = new Map<string, Lease>()
  for (const name of ['only-process', 'start']) {
    const lease = await leases.take(name, leaseWithinMs)
    if (!lease) throw served(place)
    held.set(name, lease)
  }
  return async () => {
    for (const [name, lease] of held) {
      if (!lease.lost.aborted) continue
      const again = await takeAgain(leases, name, lease, againWithinMs)
      if (!again) throw notHeld(place)
      held.set(name, again)
    }
  }
}

const served = (place: string): MovingRefused =>
  new MovingRefused(
    `A process serves the ${place}, or another command holds it.`,
    'Stop all processes that name it first: nothing may be written while the house is moved.',
  )

const notHeld = (place: string): MovingRefused =>
  new MovingRefused(
    `Another process may have begun to serve the ${place} while its servers were silent.`,
    'See that none does, then run the same command again: it goes on where it stopped.',
  )
