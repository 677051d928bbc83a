/** The smallest aggregate that has all an aggregate can have: what the contracts of the store decide upon. */
import type { Decider } from '../../kernel/decider.ts'
import { accept, reject } from '../../kernel/result.ts'
import { readModel, type Aggregate } from './aggregate.ts'
import { collection } from './documents.ts'

export type TallyState = { total: number; tags: readonly string[]; notes: Readonly<Record<string, string>> }
export type TallyEvent =
  | { type: 'tally/added'; amount: number; by: Readonly<Record<string, string>> }
  | { type: 'tally/tagged'; tags: readonly string[] }
export type TallyCommand =
  | { type: 'add'; amount: number; by?: Readonly<Record<string, string>>; ceiling?: number }
  | { type: 'tag'; tags: readonly string[] }

export const tallyDecider: Decider<TallyState, TallyCommand, TallyEvent> = {
  initialState: { total: 0, tags: [], notes: {} },
  decide: (command, state) => {
    switch (command.type) {
      case 'add':
        if (state.total + command.amount > (command.ceiling ?? Infinity))
          return reject({ kind: 'invalid', code: 'tally/full', detail: 'It holds no more.' })
        return accept([{ type: 'tally/added', amount: command.amount, by: command.by ?? {} }])
      case 'tag':
        return accept([{ type: 'tally/tagged', tags: command.tags }])
    }
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'tally/added':
        return { ...state, total: state.total + event.amount, notes: { ...state.notes, ...event.by } }
      case 'tally/tagged':
        return { ...state, tags: event.tags }
    }
  },
}

export type TallyView = { id: string; total: number; tags: readonly string[]; notes: TallyState['notes']; at: string }

export const tallies = collection<TallyView>()({
  name: 'tallies',
  indexes: {
    byTotal: ({ total }) => [[total]],
    byTag: ({ tags, total }) => tags.map((tag) => [tag, total]),
  },
})

/** A second collection, whose documents come and go: a tally is notable from ten on, until it is tagged dull. */
export const notableTallies = collection<{ total: number }>()({
  name: 'notable_tallies',
  indexes: { byTotal: ({ total }) => [[total]] },
})

export const tally: Aggregate<TallyState, TallyCommand, TallyEvent> = {
  kind: 'tally',
  decider: tallyDecider,
  organisations: ({ tags }) => tags.filter((tag) => tag.startsWith('org_')),
  readModels: [
    readModel<TallyState, TallyView>({
      collection: tallies,
      project: ({ id, updatedAt }, { total, tags, notes }) => [
        { id, document: { id, total, tags, notes, at: updatedAt } },
      ],
    }),
    readModel<TallyState, { total: number }>({
      collection: notableTallies,
      project: ({ id }, { total, tags }) => [
        { id, document: total >= 10 && !tags.includes('dull') ? { total } : null },
      ],
    }),
  ],
}
