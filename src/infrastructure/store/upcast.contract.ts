/** What every store gives events of before: code of a later release reads, decides upon and keeps what an earlier one wrote. */
import { describe, expect, test } from 'vitest'
import type { Decider, DomainEvent } from '../../kernel/decider.ts'
import { accept } from '../../kernel/result.ts'
import { eventReader, type Aggregate } from './aggregate.ts'
import type { Execute } from './commands/execute.ts'
import { openForTest } from './open-for-test.ts'
import { createProjector } from './projection/projector.ts'
import { markOfState } from './commands/state-mark.ts'
import type { Store } from './store.ts'
import { executorOn, intentOf, noon, type OpenStore } from './store-under-test.ts'
import { notableTallies, tallies, tally, tallyDecider } from './tally.fixture.ts'
import type { TallyCommand, TallyEvent, TallyState } from './tally.fixture.ts'
import { openSqliteRebuildLedger } from './sqlite/sqlite-rebuild-ledger.ts'

type Added = Extract<TallyEvent, { type: 'tally/added' }>
/** As the later release says it: pieces instead of an amount, and a list of notes instead of an object. */
type AddedLater = { type: 'tally/added'; pieces: number; notes: readonly { who: string; says: string }[] }
type LaterEvent = AddedLater | Exclude<TallyEvent, Added>

const notesOf = (by: Added['by']): AddedLater['notes'] => Object.entries(by).map(([who, says]) => ({ who, says }))
const upcastAdded = ({ type, amount, by }: Added): AddedLater => ({ type, pieces: amount, notes: notesOf(by) })

const laterDecider: Decider<TallyState, TallyCommand, LaterEvent> = {
  initialState: tallyDecider.initialState,
  decide(command, state) {
    const decision = tallyDecider.decide(command, state)
    if (!decision.ok) return decision
    return accept(decision.value.map((event) => (event.type === 'tally/added' ? upcastAdded(event) : event)))
  },
  evolve(state, event) {
    if (event.type === 'tally/tagged') return { ...state, tags: event.tags }
    const said = Object.fromEntries(event.notes.map(({ who, says }) => [who, says]))
    return { ...state, total: state.total + event.pieces, notes: { ...state.notes, ...said } }
  },
}
type Tally<Event extends DomainEvent> = Aggregate<TallyState, TallyCommand, Event>
const laterTally: Tally<LaterEvent> = {
  ...tally,
  decider: laterDecider,
  schemaVersions: { 'tally/added': 2 },
  // There is one older version of one type, and the store asks for nothing else.
  upcast: (_type, _schemaVersion, body) => upcastAdded(body as Added),
}

const id = 'old'
const stream = `tally-${id}`
const minutes = (after: number): string => new Date(Date.parse(noon) + after * 60_000).toISOString()
const give = <Event extends DomainEvent>(execute: Execute, to: Tally<Event>, command: TallyCommand, at = noon) =>
  execute(to, intentOf({ at }), async (unit) => {
    await unit.decide(to, id, command)
    return id
  })
const three: TallyCommand = { type: 'add', amount: 3, by: { ann: 'three' } }
const four: TallyCommand = { type: 'add', amount: 4, by: { bob: 'four' } }
const tag: TallyCommand = { type: 'tag', tags: ['x'] }

const documentsOf = async ({ documents }: Store) => [
  await documents.getMany(tallies, [id]),
  await documents.getMany(notableTallies, [id]),
]
const rebuilt = async (store: Store): Promise<unknown> => {
  const strict = {
    unprojectable: (of: string, error: unknown) => expect.unreachable(`${of}: ${String(error)}`),
    failed: (error: unknown) => expect.unreachable(String(error)),
  }
  const openLedger = openSqliteRebuildLedger('')
  await createProjector({ store, aggregates: [laterTally], now: Date.now, openLedger, ...strict }).rebuild()
  return documentsOf(store)
}

export function upcastContract(name: string, openStore: OpenStore): void {
  const open = openForTest(openStore)

  /** What an earlier release left behind, opened by a later one. */
  async function openAfter(...given: readonly (readonly TallyCommand[])[]): Promise<Store> {
    const opened = await open({ collections: [tallies, notableTallies] })
    const { execute } = executorOn(opened.store)
    for (const [n, atOnce] of given.entries())
      await Promise.all(atOnce.map((command) => give(execute, tally, command, minutes(n))))
    return opened.reopen()
  }

  describe(`events of an earlier release on ${name}`, () => {
    test('come to the same state, are decided upon, and stay as they were written', async () => {
      const store = await openAfter([three], [tag], [four])
      const { execute, readState } = executorOn(store)
      const state = { total: 7, tags: ['x'], notes: { ann: 'three', bob: 'four' } }
      expect(await readState(laterTally, id)).toMatchObject({ version: 3, state })

      const tooMuch = give(execute, laterTally, { type: 'add', amount: 4, ceiling: 10 })
      await expect(tooMuch).rejects.toMatchObject({ rejection: { code: 'tally/full' } })
      await give(execute, laterTally, { type: 'add', amount: 3, by: { cy: 'three' }, ceiling: 10 }, minutes(3))
      // Somebody who has not decided upon it reads versions of both releases.
      const reader = executorOn(store)
      expect((await reader.readState(laterTally, id)).state).toMatchObject({ total: 10, notes: { cy: 'three' } })
      const written = (await store.readStream(stream, { after: 0, limit: 10 })).flatMap(({ events }) => events)
      expect(written.map(({ type, schemaVersion }) => `${type} ${schemaVersion}`)).toEqual([
        'tally/added 1',
        'tally/tagged 1',
        'tally/added 1',
        'tally/added 2',
      ])
      const read = eventReader([laterTally])
      expect(written.map((event) => read('tally', event))).toMatchObject([
        { pieces: 3, notes: [{ who: 'ann', says: 'three' }] },
        { tags: ['x'] },
        { pieces: 4 },
        { pieces: 3, notes: [{ who: 'cy', says: 'three' }] },
      ])
    })

    test('are shown by the same documents, from commits and from a rebuild, and as of a moment between releases', async () => {
      const store = await openAfter([three], [tag], [four])
      const written = await documentsOf(store)
      expect(await rebuilt(store)).toEqual(written)

      const { execute, readState } = executorOn(store)
      await give(execute, laterTally, { type: 'add', amount: 5 }, minutes(9))
      const later = await documentsOf(store)
      expect(later.map(([document]) => document?.version)).toEqual([4, 4])
      expect(await rebuilt(store)).toEqual(later)
      expect(await readState(laterTally, id, minutes(1))).toMatchObject({ version: 2, state: { total: 3 } })
      expect(await readState(laterTally, id, minutes(9))).toMatchObject({ version: 4, state: { total: 12 } })
    })

    test('are read past a snapshot of the earlier release, which the later one replaces', async () => {
      const some = Array.from({ length: 24 }, (): TallyCommand => ({ type: 'add', amount: 1 }))
      const store = await openAfter(some, some, some, some, some)
      const of = async (mark: string) => {
        await expect.poll(() => store.snapshots.newest(stream)).toMatchObject({ mark })
      }
      await executorOn(store).readState(tally, id)
      await of(markOfState(tally))

      const { readState, execute } = executorOn(store)
      expect(await readState(laterTally, id)).toMatchObject({ version: 120, state: { total: 120 } })
      await of(markOfState(laterTally))
      await give(execute, laterTally, { type: 'add', amount: 2 })
      expect(await executorOn(store).readState(laterTally, id)).toMatchObject({ version: 121, state: { total: 122 } })
    })

    test('of a later one are not guessed at', async () => {
      const store = await openAfter([three])
      await give(executorOn(store).execute, laterTally, four)
      await expect(executorOn(store).readState(tally, id)).rejects.toThrow(
        'tally/added has schema version 2; this release knows 1.',
      )
    })
  })
}
