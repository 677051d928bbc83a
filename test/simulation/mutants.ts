/** Stores, buses and turns that are wrong in a known way, by which the simulation is held to find something. */
import type { SeededRandom } from '../histories/seeded-random.ts'
import { keepVersion, obstacleTo, positionAt, versionsOf, writeCommit, type Disk } from './disk.ts'
import type { Flaw } from './simulated-exchange.ts'
import { writeGuarded, type WriteCommit } from './simulated-store.ts'

export const mutantNames = [
  'lost update',
  'dirty read',
  'stale read',
  'lost acknowledgement',
  'double effect',
  'lost message',
] as const
/** Turns are advice: what is wrong with them makes nobody wrong, only slow. The crowd for the last units shows it. */
export const turnMutantNames = ['turn that is not passed on', 'turn that two have', 'turn that nobody loses'] as const
/** What sends a buyer away and sells to a later one: as many are sold as there are. */
export const passingOver = 'stock that is overlooked'
export type MutantName = (typeof mutantNames)[number] | (typeof turnMutantNames)[number] | typeof passingOver

/** Shares of a hundred commits, reads or messages. */
const [shownInVain, staleReads, lostCommits, lostMessages, overlooked] = [40, 20, 5, 50, 30]

/** For one run: some remember what they did. */
export const mutantOf = (name: MutantName, random: SeededRandom): Flaw => {
  switch (name) {
    case 'lost update':
      return { write: overwriting }
    case 'dirty read':
      return { write: showingInVain(random) }
    case 'stale read':
      return {
        read(disk, stream) {
          const versions = versionsOf(disk, stream)
          return random.percent(staleReads) ? versions.slice(0, -1) : versions
        },
      }
    case 'lost acknowledgement':
      return {
        write: (disk, commit, sealer) =>
          random.percent(lostCommits) && !obstacleTo(disk, commit)
            ? { outcome: 'appended', position: positionAt(disk.commits.length + 1) }
            : writeGuarded(disk, commit, sealer),
      }
    case 'double effect':
      return { write: (disk, { repeat: _repeat, ...commit }, sealer) => writeGuarded(disk, commit, sealer) }
    case 'lost message':
      return { losesMessage: () => random.percent(lostMessages) }
    case passingOver:
      return {
        misread: (operation, body) =>
          operation === 'placeOrder' && random.percent(overlooked) ? asIfLater(body) : body,
      }
    case 'turn that is not passed on':
      return {
        turns: ({ take }) => ({
          async take(name, waitMs) {
            const turn = await take(name, waitMs)
            return turn && { isWanted: turn.isWanted, pass: () => undefined }
          },
        }),
      }
    case 'turn that two have':
      return { turns: () => ({ take: async () => ({ isWanted: () => true, pass: () => undefined }) }) }
    case 'turn that nobody loses':
      return { turnsNeverLapse: true }
  }
}

/** Some are believed to want goods that keep until after all of them are past their date: those are sent away. */
const asIfLater = (body: unknown): unknown => {
  const { lines, ...rest } = body as { readonly lines: readonly object[] }
  return { ...rest, lines: lines.map((line) => ({ ...line, deliveryDate: '2028-01-15' })) }
}

/** Who comes second writes over what the first has written. */
const overwriting: WriteCommit = (disk, commit, sealer) => {
  const obstacle = obstacleTo(disk, commit)
  if (obstacle && obstacle.outcome !== 'conflict') return obstacle
  for (const { stream, version } of commit.extensions)
    disk.streams.set(
      stream,
      versionsOf(disk, stream).filter((kept) => kept.version < version),
    )
  return { outcome: 'appended', position: writeCommit(disk, commit, sealer) }
}

/** What was refused can be read for a moment: until the next commit. */
function showingInVain(random: SeededRandom): WriteCommit {
  const shown: { readonly disk: Disk; readonly commit: Parameters<WriteCommit>[1] }[] = []
  return (disk, commit, sealer) => {
    for (const { commit: gone } of shown.splice(0))
      for (const { stream, version } of gone.extensions)
        disk.streams.set(
          stream,
          versionsOf(disk, stream).filter((kept) => kept.version !== version),
        )
    const obstacle = obstacleTo(disk, commit)
    if (obstacle || !random.percent(shownInVain)) return obstacle ?? writeGuarded(disk, commit, sealer)
    for (const { stream, version, events } of commit.extensions) {
      const position = positionAt(disk.commits.length + 1)
      keepVersion(disk, stream, { version, at: commit.at, events, position })
    }
    shown.push({ disk, commit })
    return { outcome: 'conflict', stream: commit.extensions[0]!.stream }
  }
}
