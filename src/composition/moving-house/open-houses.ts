/** Opens both houses of a move, with the one set of secrets, once it is sure that they may be opened. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openSqliteJobs } from '../../infrastructure/jobs/sqlite/sqlite-jobs.ts'
import { createNewId, systemClock } from '../clock-and-chance.ts'
import { givenSecrets, keptSecrets, type Secrets } from '../secrets/secrets.ts'
import {
  assertFolderSource,
  assertFolderTarget,
  folderIdentity,
  isFolderHouse,
  openFolderHouse,
} from './folder-house.ts'
import { MovingRefused, type House } from './house.ts'
import { openMongodbHouse, reachMongodb } from './mongodb-house.ts'
import type { Move } from './move.ts'

export type Houses = {
  readonly source: House
  /** Undefined where it is empty and nothing is to be written. */
  readonly target: House | undefined
  readonly targetPlace: string
  readonly close: () => Promise<void>
}

/** A place before it is opened: what can be told without writing anything there. */
type Place = {
  readonly name: string
  readonly identity: string
  readonly isEmpty: boolean
  readonly open: (secrets: Secrets, as: { readonly isHeld: boolean; readonly isTarget: boolean }) => Promise<House>
  readonly leave: () => Promise<void>
}

const isMongodb = (text: string): boolean => /^mongodb(\+srv)?:\/\//.test(text)

export async function openHouses(move: Move): Promise<Houses> {
  const { from, to, isDry } = move
  const undo: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const one of undo.splice(0).reverse()) await one()
  }
  try {
    const source = await reach(move, from)
    undo.push(source.leave)
    const target = await reach(move, to)
    undo.push(target.leave)
    if (source.identity === target.identity)
      throw new MovingRefused(`Both are the ${source.name}.`, 'Name two places: --from the old one --to the new one.')
    if (isMongodb(from)) assertNotEmpty(source)
    else assertFolderSource(from)
    if (!isMongodb(to)) assertFolderTarget(to)
    const folder = isMongodb(from) ? move.config.data : from
    const secrets = secretsOf(move, folder)
    if (!move.abandonJobs) await assertNoJobs(move, folder)
    const opened = await source.open(secrets, { isHeld: !isDry, isTarget: false })
    undo.push(opened.close)
    const isMade = !(isDry && target.isEmpty)
    const wanted = isMade ? await target.open(secrets, { isHeld: !isDry, isTarget: !isDry }) : undefined
    if (wanted) undo.push(wanted.close)
    return { source: opened, target: wanted, targetPlace: target.name, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function reach({ config, warn, signal }: Move, text: string): Promise<Place> {
  if (!isMongodb(text))
    return {
      name: `data folder ${resolve(text)}`,
      identity: folderIdentity(text),
      isEmpty: !isFolderHouse(text),
      open: (secrets, as) => openFolderHouse(text, secrets, as),
      leave: async () => undefined,
    }
  const reached = await reachMongodb(text, config)
  return {
    name: reached.place,
    identity: reached.identity,
    isEmpty: reached.content === 'empty',
    open: (secrets, { isHeld }) => openMongodbHouse(reached, secrets, { isHeld, warn, signal }),
    leave: reached.mongodb.close,
  }
}

function assertNotEmpty({ name, isEmpty }: Place): void {
  if (isEmpty) throw new MovingRefused(`There is no exchange in the ${name}.`, 'Name the database of MONGODB_URL.')
}

/** The ones it was served with: both houses are opened with them, so that nothing has to be sealed or wrapped anew. */
function secretsOf({ config }: Move, folder: string): Secrets {
  const secrets = givenSecrets(config) ?? keptSecrets(join(folder, 'secrets.json'))
  if (secrets) return secrets
  throw new MovingRefused(
    `The secrets of the source are not known: there is no secrets.json in ${resolve(folder)}.`,
    'Set FX_SECRETS_FILE or the FX_SECRET_… that it was served with, or name the data folder of its process with --data.',
  )
}

const jobsShownMax = 20

/** Jobs are not moved: what an organisation waits for would silently never come. */
async function assertNoJobs({ from, config }: Move, folder: string): Promise<void> {
  const remedy = 'Let them end or cancel them first (fx jobs list), or leave them behind with --abandon-jobs.'
  if (isMongodb(from) && config.redisUrl !== undefined)
    throw new MovingRefused('Its processes keep their jobs in Redis, which is not looked into from here.', remedy)
  const path = join(folder, 'jobs.db')
  if (!existsSync(path)) return
  const jobs = openSqliteJobs({
    path,
    clock: systemClock,
    newId: createNewId(Date.now),
    random: Math.random,
    log: { error: () => undefined },
  })
  const unfinished = jobs.unfinished(jobsShownMax)
  await jobs.close()
  if (unfinished.length === 0) return
  const lines = unfinished.map(({ id, kind, state, organisationId }) => `  ${id}  ${kind}  ${state}  ${organisationId}`)
  throw new MovingRefused(`Jobs have not ended, and jobs are not moved:\n${lines.join('\n')}`, remedy)
}
