/** Of commits that wait together, each gets the answer it would have got alone and in its turn. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CommitToAppend, RepeatableOutcome } from './commit-log.ts'
import { planAppends, type KnownOfLog } from './plan-appends.ts'
import { commitOf } from './store-under-test.ts'

const none = () => false
const empty: KnownOfLog = { positions: new Map(), outcomes: new Map(), hasVersion: () => false }

test('a chain over one stream is written as it stands; what would leave a gap in it is not', () => {
  const chain = [1, 2, 4].map((version) => commitOf(`cmt_${version}`, [['tally-a', version]]))
  expect(planAppends(chain, empty, none).map(({ kind }) => kind)).toEqual(['write', 'write', 'settled'])
})

test('the same commit twice is one commit, also when the log has it', () => {
  const commit = commitOf('cmt_1', [['tally-a', 1]])
  expect(planAppends([commit, commit], empty, none)).toEqual([{ kind: 'write' }, { kind: 'twin', of: commit }])
  const known = { ...empty, positions: new Map([['cmt_1', '00ff']]), hasVersion: () => true }
  const settled = { kind: 'settled', result: { outcome: 'appended', position: '00ff' } }
  expect(planAppends([commit, commit], known, none)).toEqual([settled, settled])
})

test('what was decided upon a commit that is refused is refused, though another made the version before', () => {
  const upon = (commitId: string) => ({ upon: [{ stream: 'tally-a', commitId }] })
  const [first, second, third] = [
    commitOf('cmt_2', [['tally-a', 2]]),
    commitOf('cmt_3', [['tally-a', 3]], upon('cmt_2')),
    commitOf('cmt_4', [['tally-a', 4]], upon('cmt_3')),
  ]
  const others = { ...empty, hasVersion: (_: string, version: number) => version <= 2 }
  const conflict = { kind: 'settled', result: { outcome: 'conflict', stream: 'tally-a' } }
  expect(planAppends([first, second, third], others, none)).toEqual([conflict, conflict, conflict])
  const earlier = (id: string): boolean => id === 'cmt_2'
  expect(planAppends([second, third], others, earlier)).toEqual([conflict, conflict])
  expect(planAppends([commitOf('cmt_5', [['tally-a', 3]])], others, earlier)).toEqual([{ kind: 'write' }])
})

const commits = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 12 }),
    extensions: fc.uniqueArray(fc.tuple(fc.constantFrom('t-a', 't-b'), fc.integer({ min: 1, max: 4 })), {
      selector: ([stream]) => stream,
      minLength: 1,
    }),
    key: fc.option(fc.constantFrom('k1', 'k2')),
  }),
  { maxLength: 20 },
)

test('whatever waits, the verdicts are those of a log that took one after the other', () => {
  fc.assert(
    fc.property(commits, (wanted) => {
      const outcome = (id: string): RepeatableOutcome => ({ fingerprint: id, stream: '', version: 1 })
      const list = wanted.map(({ id, extensions, key }) =>
        commitOf(`cmt_${id}`, extensions, key ? { repeat: { keys: [key], outcome: outcome(`cmt_${id}`) } } : {}),
      )
      expect(planAppends(list, empty, none).map(spell)).toEqual(oneByOne(list))
    }),
  )
})

const spell = (verdict: ReturnType<typeof planAppends>[number]): string => {
  if (verdict.kind === 'write') return 'appended'
  return verdict.kind === 'twin' ? 'same' : verdict.result.outcome
}
function oneByOne(list: readonly CommitToAppend[]): string[] {
  const [ids, keys, versions] = [new Set<string>(), new Set<string>(), new Map<string, number>()]
  return list.map(({ id, repeat, extensions }) => {
    if (ids.has(id)) return 'same'
    if (repeat?.keys.some((key) => keys.has(key))) return 'repeated'
    if (extensions.some(({ stream, version }) => (versions.get(stream) ?? 0) !== version - 1)) return 'conflict'
    ids.add(id)
    for (const key of repeat?.keys ?? []) keys.add(key)
    for (const { stream, version } of extensions) versions.set(stream, version)
    return 'appended'
  })
}
