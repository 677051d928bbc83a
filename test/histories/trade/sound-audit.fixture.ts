/** Trails in which all is well: one of two tiles with two signed checkpoints, and the exchange's own of one entry. */
import { generateKeyPairSync, sign } from 'node:crypto'
import type { AuditFact, CommitFact, TileFact } from './audit-facts.ts'
import { chainOf, leafOf, rootOf, toText } from './audit-hashes.ts'

const [tileWidth, entries] = [64, 70]
const startMs = Date.parse('2027-03-01T08:00:00.000Z')
const instant = (seconds: number): string => new Date(startMs + seconds * 1_000).toISOString()

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const rawKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
const verifierKey = `foodxchange-audit+00000000+${Buffer.concat([Buffer.of(1), rawKey]).toString('base64')}`

const commit = (n: number, organisations: readonly string[]): CommitFact => ({
  id: `cmt_${n}`,
  position: n.toString(16).padStart(16, '0'),
  at: instant(n / 10),
  actor: { kind: 'user', id: 'usr_1' },
  cause: { kind: 'request', id: `req_${n}` },
  organisations,
  digest: toText(Buffer.alloc(32, n)),
})

export function signedNote(trail: string, leaves: readonly string[], at: string): string {
  const base64 = (hash: string): string => Buffer.from(hash, 'base64url').toString('base64')
  const hashes = `${base64(rootOf(leaves))}\nchain ${base64(chainOf(leaves).at(-1)!)}`
  const text = `foodxchange/audit/${trail}\n${leaves.length}\n${hashes}\nat ${at}\n`
  const signature = Buffer.concat([Buffer.alloc(4), sign(null, Buffer.from(text), privateKey)])
  return `${text}\n— foodxchange-audit ${signature.toString('base64')}\n`
}

/** A trail over these commits as the store has it. */
function trailOf(trail: string, commits: readonly CommitFact[]) {
  const leaves = commits.map((each, n) => leafOf(trail, n + 1, each, true))
  const chain = chainOf(leaves)
  const tiles: TileFact[] = []
  for (let from = 0; from < leaves.length; from += tileWidth) {
    const own = leaves.slice(from, from + tileWidth)
    const positions = commits.slice(from, from + tileWidth).map(({ position }) => position)
    const end = chain[from + own.length - 1]!
    tiles.push({ index: tiles.length, leaves: own, positions, forged: [], chain: end })
  }
  return { trail, size: leaves.length, root: rootOf(leaves), chain: chain.at(-1)!, tiles, leaves }
}

let made: AuditFact | undefined
/** A test's own, to be written to. */
export const soundAudit = (): Mutable<AuditFact> => structuredClone((made ??= makeAudit())) as Mutable<AuditFact>

function makeAudit(): AuditFact {
  const concerning = Array.from({ length: entries }, (_, n) => commit(n + 1, ['org_1']))
  const commits = [...concerning, commit(entries + 1, [])]
  const { leaves, ...own } = trailOf('org_1', concerning)
  const { leaves: _leaves, ...nobodys } = trailOf('exchange', commits.slice(entries))
  const first = leaves.slice(0, tileWidth)
  const proof = {
    first: tileWidth,
    second: entries,
    firstRoot: rootOf(first),
    secondRoot: own.root,
    path: [rootOf(leaves.slice(tileWidth))],
  }
  const shown = {
    verifierKey,
    isIntact: true,
    pending: 0,
    proofs: [proof],
    entries: concerning.map(({ id }, n) => ({ sequence: n + 1, commitId: id, leaf: leaves[n]! })),
  }
  const notes = [signedNote('org_1', first, instant(20)), signedNote('org_1', leaves, instant(40))]
  return {
    commits,
    trails: [
      { ...own, notes, shown },
      { ...nobodys, notes: [] },
    ],
    readAt: instant(45),
  }
}

export type Mutable<T> = T extends readonly (infer E)[]
  ? Mutable<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T
