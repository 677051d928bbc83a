/** Each property of audit trails by hand: one deed behind the exchange's back, and the property that is about it notices. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createMerkleTree } from '../../../src/services/audit/trail/merkle-tree.ts'
import { isConsistent, rootOf, toText } from './audit-hashes.ts'
import { checkTrade } from './check-trade.ts'
import { soundAudit } from './sound-audit.fixture.ts'
import { historyOf, soundTrade } from './sound-trade.fixture.ts'

type Audit = ReturnType<typeof soundAudit>
type Trail = Audit['trails'][number]

function brokenBy(breakIt: (trail: Trail, audit: Audit) => void): readonly string[] {
  const trade = soundTrade()
  const audit = soundAudit()
  breakIt(audit.trails[0]!, audit)
  trade.final.audit = audit
  return checkTrade(historyOf(trade)).flatMap(({ name, violations }) => (violations.length > 0 ? [name] : []))
}

test('sound trails break nothing', () => expect(brokenBy(() => undefined)).toEqual([]))

test('A1: an entry fewer than there are said to be; one shown out of its turn', () => {
  expect(brokenBy((trail) => (trail.size += 1))).toEqual(['A1', 'A4'])
  expect(brokenBy(({ tiles }) => (tiles[1]!.index = 2))).toEqual(['A1'])
  expect(brokenBy(({ shown }) => (shown!.entries[5]!.sequence = 5))).toEqual(['A1', 'A3'])
})

test('A2: a commit that was edited, a link that was cut', () => {
  expect(brokenBy((_, { commits }) => (commits[3]!.digest = commits[4]!.digest))).toEqual(['A2'])
  expect(brokenBy((trail) => (trail.chain = trail.tiles[0]!.chain))).toEqual(['A2'])
  expect(brokenBy(({ tiles }) => (tiles[0]!.chain = tiles[1]!.chain))).toEqual(['A2'])
})

test('A3: a commit without an entry, an entry without a commit, two of one, a forged one, another than is shown', () => {
  const added = { id: 'cmt_99', position: 'ff'.padStart(16, '0'), digest: 'x' }
  expect(brokenBy((_, { commits }) => commits.push({ ...commits[0]!, ...added }))).toEqual(['A3'])
  expect(brokenBy((_, { commits }) => commits.splice(69, 1))).toEqual(['A3'])
  const twice = brokenBy(({ tiles }) => (tiles[1]!.positions[1] = tiles[1]!.positions[0]!))
  expect(twice).toEqual(expect.arrayContaining(['A3']))
  expect(brokenBy(({ tiles }) => tiles[0]!.forged.push(7))).toEqual(['A2', 'A3'])
  expect(brokenBy(({ shown }) => (shown!.entries[5]!.commitId = 'cmt_7'))).toEqual(['A3'])
})

test('A4: a checkpoint or a proof of another past; one that somebody else has signed', () => {
  expect(brokenBy(({ shown }) => (shown!.proofs[0]!.firstRoot = shown!.proofs[0]!.secondRoot))).toEqual(['A4'])
  expect(brokenBy(({ shown }) => (shown!.proofs[0]!.path = []))).toEqual(['A4'])
  expect(brokenBy(({ notes }) => (notes[0] = notes[0]!.replace('\n64\n', '\n63\n')))).toEqual(['A4'])
  expect(brokenBy((trail) => Object.assign(trail.shown!, { isIntact: false }))).toEqual(['A4'])
})

test('A5: nobody has signed for more than a minute', () => {
  expect(brokenBy(({ notes }) => notes.pop())).toEqual([])
  const late = brokenBy((trail, audit) => {
    trail.notes.pop()
    audit.readAt = '2027-03-01T08:03:00.000Z'
  })
  expect(late).toEqual(['A5'])
})

test('R: what never comes to rest, and a call that nobody has ended', () => {
  const restless = (rest: object): readonly string[] => {
    const trade = soundTrade()
    Object.assign(trade.final, { rest })
    return checkTrade(historyOf(trade)).flatMap(({ name, violations }) => (violations.length > 0 ? [name] : []))
  }
  expect(restless({ afterMs: 500, pending: [] })).toEqual([])
  expect(restless({ afterMs: 30_500, pending: [] })).toEqual(['R'])
  expect(restless({ afterMs: 500, pending: ['3 commits are in no audit trail'] })).toEqual(['R'])
  const history = historyOf(soundTrade())
  const asked = { index: history.length, time: 1, process: 99, type: 'invoke', f: 'place', value: {} } as const
  const endless = checkTrade([...history, asked]).find(({ name }) => name === 'R')
  expect(endless?.violations).toEqual([`the call of line ${history.length} has never ended`])
})

test('the tree is that of RFC 9162, whichever two sizes a proof is between', () => {
  const sha256 = (bytes: Uint8Array | string): Uint8Array => createHash('sha256').update(bytes).digest()
  const tree = createMerkleTree(sha256)
  const leaves = Array.from({ length: 13 }, (_, n) => toText(tree.leaf(`${n}`)))
  const root = (size: number): string => rootOf(leaves.slice(0, size))
  const subproof = (first: number, from: number, until: number, isWhole: boolean): string[] => {
    const all = rootOf(leaves.slice(from, until))
    if (first === until - from) return isWhole ? [] : [all]
    let left = 1
    while (left * 2 < until - from) left *= 2
    return first <= left
      ? [...subproof(first, from, from + left, isWhole), rootOf(leaves.slice(from + left, until))]
      : [...subproof(first - left, from + left, until, false), rootOf(leaves.slice(from, from + left))]
  }
  for (let second = 1; second <= leaves.length; second += 1)
    for (let first = 1; first <= second; first += 1) {
      const proof = { first, second, firstRoot: root(first), secondRoot: root(second) }
      expect(isConsistent({ ...proof, path: subproof(first, 0, second, true) }), `${first} in ${second}`).toBe(true)
      expect(isConsistent({ ...proof, firstRoot: root(14 - first), path: [] })).toBe(
        first === second && root(14 - first) === root(second),
      )
    }
})
