/** A1 to A5: an organisation's trail has every commit that concerns it, once, unbroken, signed in time, and only grows. */
import { trailsOf, type AuditFact, type CommitFact, type EntryFact, type TrailFact } from './audit-facts.ts'
import { chainOf, isConsistent, leafOf, readNote, rootOf, type NoteFact } from './audit-hashes.ts'
import { judgeEach, type Finding, type Property } from './trade-facts.ts'

/** Entries of a full tile. */
const tileWidth = 64
const unsignedMax = 1_000
/** What is promised, what clocks differ by that a nemesis makes jump, and how long it keeps the exchange away. */
const signedWithinMs = 60_000 + 20_000 + 10_000

export const auditProperties: readonly Property[] = [
  {
    name: 'A1',
    says: 'a trail’s sequences have no gap, in the store and as shown',
    judge: ({ final }) => judgeTrails(final?.audit, gapIn),
  },
  {
    name: 'A2',
    says: 'each link of a trail’s chain is the hash of the one before and of its entry',
    judge: ({ final }) => judgeTrails(final?.audit, brokenChain),
  },
  {
    name: 'A3',
    says: 'exactly one entry for each commit that concerns an organisation, and none for anything else',
    judge: ({ final }) => judgeTrails(final?.audit, unlikeLog),
  },
  {
    name: 'A4',
    says: 'a trail only grows: every checkpoint and every consistency proof fits it',
    judge: ({ final }) => judgeTrails(final?.audit, rewritten),
  },
  {
    name: 'A5',
    says: 'a signed checkpoint within a minute and 1,000 entries',
    judge: ({ final }) => judgeTrails(final?.audit, unsigned),
  },
]

type Judge = (trail: TrailFact, audit: AuditFact) => readonly string[]

/** Looks at every entry of every trail; a trail with nothing in it has nothing to say. */
function judgeTrails(audit: AuditFact | undefined, judge: Judge): Finding {
  if (!audit) return { looked: 0, violations: [] }
  const looked = audit.trails.reduce((sum, { size }) => sum + size, 0)
  const violations = audit.trails.flatMap((trail) => judge(trail, audit).map((says) => `${trail.trail}: ${says}`))
  return { looked, violations }
}

const leavesOf = ({ tiles }: TrailFact): readonly string[] => tiles.flatMap(({ leaves }) => leaves)
const positionsOf = ({ tiles }: TrailFact): readonly string[] => tiles.flatMap(({ positions }) => positions)

function gapIn(trail: TrailFact): readonly string[] {
  const { size, tiles, shown } = trail
  const last = tiles.length - 1
  const wrong = tiles.findIndex(
    ({ index, leaves, positions }, n) =>
      index !== n || positions.length !== leaves.length || (n < last && leaves.length !== tileWidth),
  )
  const total = leavesOf(trail).length
  return [
    ...(wrong < 0 ? [] : [`tile ${wrong} is not the next ${tileWidth} entries`]),
    ...(total === size ? [] : [`${size} entries are said to be there, and ${total} are`]),
    ...outOfStep(shown?.entries ?? [], size),
  ]
}

/** What is shown may leave out a middle, and says so by its sequences: each leaf is that of its place. */
function outOfStep(entries: readonly EntryFact[], size: number): readonly string[] {
  const wrong = entries.find(
    ({ sequence }, n) => sequence < 1 || sequence > size || sequence <= (entries[n - 1]?.sequence ?? 0),
  )
  return wrong ? [`entry ${wrong.sequence} is shown where another should be`] : []
}

function brokenChain(trail: TrailFact, audit: AuditFact): readonly string[] {
  const commits = new Map(audit.commits.map((commit) => [commit.position, commit]))
  const leaves = leavesOf(trail)
  const chain = chainOf(leaves)
  const forged = new Set(trail.tiles.flatMap((tile) => tile.forged))
  const edited = positionsOf(trail).findIndex((position, n) => {
    const commit = commits.get(position)
    return commit !== undefined && leafOf(trail.trail, n + 1, commit, !forged.has(n + 1)) !== leaves[n]
  })
  const cut = trail.tiles.findIndex((tile, n) => tile.chain !== chain[n * tileWidth + tile.leaves.length - 1])
  return [
    ...(edited < 0 ? [] : [`entry ${edited + 1} is not the hash of its commit`]),
    ...(cut < 0 ? [] : [`the chain of tile ${cut} is not that of its entries`]),
    ...(chain.length === 0 || chain.at(-1) === trail.chain ? [] : ['the chain does not end where it is said to']),
  ]
}

function unlikeLog(trail: TrailFact, { commits }: AuditFact): readonly string[] {
  const own = commits.filter((commit) => trailsOf(commit).has(trail.trail))
  const entered = positionsOf(trail)
  const known = new Set(own.map(({ position }) => position))
  const count = new Map<string, number>()
  for (const position of entered) count.set(position, (count.get(position) ?? 0) + 1)
  const missing = own.filter(({ position }) => !count.has(position))
  const forged = trail.tiles.flatMap((tile) => tile.forged)
  return [
    ...missing.map(({ id }) => `commit ${id} has no entry`),
    ...[...count].flatMap(([position, times]) => (times > 1 ? [`the commit at ${position} has ${times} entries`] : [])),
    ...entered.flatMap((position, n) => (known.has(position) ? [] : [`entry ${n + 1} is of no commit of the log`])),
    ...forged.map((sequence) => `entry ${sequence} is said to be forged`),
    ...unlikeShown(trail, own),
  ]
}

function unlikeShown(trail: TrailFact, own: readonly CommitFact[]): readonly string[] {
  const ids = new Map(own.map(({ position, id }) => [position, id]))
  const [positions, leaves] = [positionsOf(trail), leavesOf(trail)]
  const wrong = (trail.shown?.entries ?? []).find(
    ({ sequence, commitId, leaf }) =>
      ids.get(positions[sequence - 1] ?? '') !== commitId || leaves[sequence - 1] !== leaf,
  )
  return wrong ? [`entry ${wrong.sequence} is shown as another than it is`] : []
}

type Told = NoteFact | undefined
const notesOf = ({ notes, trail, shown }: TrailFact): readonly Told[] =>
  notes.map((note) => readNote(note, trail, shown?.verifierKey))

function rewritten(trail: TrailFact): readonly string[] {
  const leaves = leavesOf(trail)
  const chain = chainOf(leaves)
  const isSo = (size: number, root: string): boolean => size <= leaves.length && rootOf(leaves.slice(0, size)) === root
  const notes = notesOf(trail).flatMap((note, n) => {
    if (!note) return [`checkpoint ${n + 1} is none, or was signed by somebody else`]
    const fits = isSo(note.size, note.root) && chain[note.size - 1] === note.chain
    return fits ? [] : [`the checkpoint of ${note.size} entries does not fit`]
  })
  const { proofs = [], isIntact = true } = trail.shown ?? {}
  const proven = judgeEach(proofs, (proof) => {
    const fits = isSo(proof.first, proof.firstRoot) && isSo(proof.second, proof.secondRoot) && isConsistent(proof)
    return fits ? undefined : `the proof from ${proof.first} to ${proof.second} entries does not hold`
  })
  return [
    ...(isSo(trail.size, trail.root) ? [] : ['the root is not that of its entries']),
    ...notes,
    ...proven.violations,
    ...(isIntact === true ? [] : ['the exchange does not call it intact']),
  ]
}

/** What nobody has signed yet is young, and little. */
function unsigned(trail: TrailFact, { commits, readAt }: AuditFact): readonly string[] {
  const at = new Map(commits.map((commit) => [commit.position, commit.at]))
  const notes = notesOf(trail).flatMap((note) => note ?? [])
  const signings = [...notes, { size: trail.size, at: readAt }].map(({ size, at: when }, n) => {
    const before = notes[n - 1]?.size ?? 0
    const oldest = at.get(positionsOf(trail)[before] ?? '') ?? when
    return { count: size - before, before, waitedMs: Date.parse(when) - Date.parse(oldest) }
  })
  return signings.flatMap(({ count, before, waitedMs }) => {
    if (count > unsignedMax) return [`${count} entries after the first ${before} have one checkpoint`]
    return count > 0 && waitedMs > signedWithinMs ? [`entry ${before + 1} waited ${waitedMs} ms for a checkpoint`] : []
  })
}
