/** The stock book's decider: every movement an event, first expired first out, and never more promised than there is. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import { count, overDeliver } from './count-decisions.ts'
import { changeLotStatus, inspect, receive, remove, takeBack, transfer } from './movement-decisions.ts'
import { dispatch, pick, unpick } from './picking-decisions.ts'
import { rearrange } from './rearranging-decision.ts'
import { extend, release, reserve } from './reservation-decisions.ts'
import { evolveStockBook } from './stock-changes.ts'
import type { StockCommand } from './stock-commands.ts'
import { draftOn, type StockDraft } from './stock-draft.ts'
import type { StockEvent } from './stock-events.ts'
import { lotNotStocked, unknownReservation } from './stock-rejections.ts'
import type { StockBook } from './stock-state.ts'

export const stockBook: Decider<StockBook, StockCommand, StockEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    const opening = state.status === 'absent' ? openingOf(command) : undefined
    if (opening && 'code' in opening) return reject(opening)
    const opened = opening ? evolveStockBook(state, opening) : state
    if (opened.status === 'absent') return accept([])
    const draft = draftOn(opened, command.at)
    const refused = decideOn(draft, command)
    if (refused) return reject(refused)
    return accept(opening ? [opening, ...draft.events] : draft.events)
  },
  evolve: evolveStockBook,
}

/** The event that begins a book; a refusal or nothing for what only an open book can answer. */
function openingOf(command: StockCommand): StockEvent | Rejection | undefined {
  switch (command.type) {
    case 'receive':
    case 'return':
    case 'reserve':
    case 'rearrange':
    case 'count':
      return { type: 'stock/opened', at: command.at, ownerId: command.ownerId, productId: command.productId }
    case 'remove':
    case 'quarantine':
    case 'clear':
    case 'transfer':
      return lotNotStocked
    case 'pick':
    case 'unpick':
    case 'dispatch':
      return unknownReservation
    case 'change-lot-status':
    case 'release':
    case 'extend':
    case 'over-deliver':
      return undefined
  }
}

function decideOn(draft: StockDraft, command: StockCommand): Rejection | undefined {
  switch (command.type) {
    case 'receive':
      return receive(draft, command)
    case 'return':
      return takeBack(draft, command)
    case 'remove':
      return remove(draft, command)
    case 'quarantine':
    case 'clear':
      return inspect(draft, command)
    case 'transfer':
      return transfer(draft, command)
    case 'count':
      return count(draft, command)
    case 'over-deliver':
      return overDeliver(draft, command)
    case 'change-lot-status':
      return changeLotStatus(draft, command)
    case 'reserve':
      return reserve(draft, command)
    case 'rearrange':
      return rearrange(draft, command)
    case 'release':
      return release(draft, command)
    case 'extend':
      return extend(draft, command)
    case 'pick':
      return pick(draft, command)
    case 'unpick':
      return unpick(draft, command)
    case 'dispatch':
      return dispatch(draft, command)
  }
}
