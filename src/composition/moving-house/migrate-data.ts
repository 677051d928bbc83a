/** Moves all that an exchange keeps from one house to another, and shows that it is there: for the command line. */
import { logStart } from '../../infrastructure/store/commit-log.ts'
import { collectionNames } from '../rebuild-job.ts'
import { copyCommits } from './copy-commits.ts'
import { copyKeptFiles, copySpool } from './copy-files.ts'
import { copyKeys } from './copy-keys.ts'
import { compareHouses, type Comparison } from './compare-houses.ts'
import { MovingRefused, type House } from './house.ts'
import { matchCopy } from './match-copy.ts'
import type { Move } from './move.ts'
import { openHouses } from './open-houses.ts'
import { openStreamLedger, type StreamLedger } from './stream-ledger.ts'
import { survey } from './survey.ts'

export { UnfitServer } from '../../infrastructure/mongodb/unfit-server.ts'
export { MovingRefused } from './house.ts'
export type { Move } from './move.ts'
export type { Comparison, Line } from './compare-houses.ts'

export type Moved = {
  readonly source: string
  readonly target: string
  /** Commits that the target had before. */
  readonly found: number
  readonly comparison: Comparison
}

/** Throws `MovingRefused`, `ConfigError` or `UnfitServer`, each with a remedy; run again, it goes on where it stopped. */
export async function migrateData(move: Move): Promise<Moved> {
  const { source, target, targetPlace, close } = await openHouses(move)
  // As keys are dated, and the same to the end of the move, however long it takes.
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  const ledger = openStreamLedger()
  try {
    const first = (await source.store.readCommits({ after: logStart, limit: 1 }))[0]
    if (!first)
      throw new MovingRefused(`The ${source.place} is empty.`, 'Name the place where the exchange was served.')
    // By its first commit a house is known wherever it stands.
    const mark = `moving/${first.id}`
    const begun = target ? await whetherBegun(target, mark, first.id) : false
    const { surveyed, found, after } = await readSource(move, {
      source,
      copy: begun ? target : undefined,
      ledger,
      today,
    })
    const told = { source: source.place, target: targetPlace, found }
    if (move.isDry || !target) return { ...told, comparison: await compareHouses({ source, surveyed, ledger }) }

    // From here on the target is known as a copy of this source.
    if (!begun) await target.store.writeCheckpoint(mark, first.position)
    // What commits refer to comes before them.
    await copyKeys(source, target, move.signal)
    await copyKeptFiles(source, target)
    await copySpool(source, target, move.signal)
    await copyCommits({
      source,
      target,
      after,
      commits: found,
      mark,
      today,
      signal: move.signal,
      collections: collectionNames,
      told: (commits) => move.told('copying commits', commits, surveyed.commits),
    })
    const copied = await survey({
      house: target,
      side: 'target',
      ledger,
      today,
      signal: move.signal,
      told: (commits) => move.told('reading the target', commits, surveyed.commits),
    })
    if ((await source.store.head()) !== surveyed.head) throw stillServed(source)
    return { ...told, comparison: await compareHouses({ source, surveyed, ledger, target, copied }) }
  } finally {
    ledger.close()
    await close()
  }
}

/** Whether the target is a copy of this source, done or half done; it is empty otherwise. Throws `MovingRefused` for anything else. */
async function whetherBegun(target: House, mark: string, firstId: string): Promise<boolean> {
  if ((await target.store.readCheckpoint(mark)) !== logStart) return true
  const [there] = await target.store.readCommits({ after: logStart, limit: 1 })
  const keeps = [
    await target.personalData.readKeys({ after: '', limit: 1 }),
    await target.keptFiles.names(),
    await target.spool.names({ after: '', limit: 1 }),
  ]
  if (!there && keeps.every((names) => names.length === 0)) return false
  const what = there?.id === firstId ? 'this exchange already, and not by this command' : 'another exchange'
  throw new MovingRefused(
    `The ${target.place} holds ${what}.`,
    'Name an empty folder or database, or empty this one if nobody needs what it holds.',
  )
}

type Reading = {
  readonly source: House
  /** What was copied of it before. */
  readonly copy: House | undefined
  readonly ledger: StreamLedger
  readonly today: string
}

/** Reads the source whole, and holds what was copied of it before against it. */
async function readSource(move: Move, { source, copy, ledger, today }: Reading) {
  const match = copy && matchCopy(copy.store)
  const surveyed = await survey({
    house: source,
    side: 'source',
    ledger,
    today,
    signal: move.signal,
    told: (commits) => move.told('reading the source', commits),
    ...(match && { seen: match.see }),
  })
  const matched = match?.end() ?? { after: logStart, commits: 0 }
  if ('foreign' in matched)
    throw new MovingRefused(
      `The ${copy?.place} has commits of its own (${matched.foreign}): it has been served since it was copied.`,
      'It is an exchange by itself now. To copy anew, name an empty place.',
    )
  return { surveyed, found: matched.commits, after: matched.after }
}

const stillServed = ({ place }: House): MovingRefused =>
  new MovingRefused(
    `Commits came to the ${place} while it was copied: somebody serves it.`,
    'Stop all its processes, then run the same command again: it adds what came meanwhile.',
  )
