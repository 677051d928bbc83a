/** The moves of orders and awards that people ask for over HTTP, and whose they are: by hand, from the rules of the trade. */
import type { Role } from '../../src/kernel/caller.ts'

export type RoutedMove = {
  /** As the machine calls it. */
  readonly command: string
  /** The last part of its path. */
  readonly path: string
  readonly of: 'buyer' | 'supplier' | 'either'
  /** Beside owners and admins, who may do all that their side may. */
  readonly roles: readonly Role[]
  readonly body?: object
}

const reason = { reason: 'Because.' }
const anybody = ['buyer', 'seller', 'approver', 'quality', 'viewer'] as const
const traders = ['buyer', 'seller'] as const

export const orderMoves: readonly RoutedMove[] = [
  { command: 'submit', path: 'submit', of: 'buyer', roles: ['buyer'] },
  { command: 'send', path: 'send', of: 'buyer', roles: ['buyer'] },
  // The chain names who, with whatever role.
  { command: 'approve', path: 'approve', of: 'buyer', roles: anybody },
  { command: 'reject', path: 'reject', of: 'buyer', roles: anybody, body: reason },
  { command: 'confirm', path: 'confirm', of: 'supplier', roles: ['seller'] },
  { command: 'decline', path: 'decline', of: 'supplier', roles: ['seller'], body: reason },
  { command: 'accept-deviation', path: 'accept-deviation', of: 'buyer', roles: ['buyer'] },
  { command: 'refuse-deviation', path: 'refuse-deviation', of: 'buyer', roles: ['buyer'], body: reason },
  { command: 'cancel', path: 'cancel', of: 'either', roles: traders, body: reason },
  { command: 'accept-cancellation', path: 'accept-cancellation', of: 'either', roles: traders },
  { command: 'refuse-cancellation', path: 'refuse-cancellation', of: 'either', roles: traders, body: reason },
  {
    command: 'propose-change',
    path: 'changes',
    of: 'either',
    roles: traders,
    body: { ...reason, deliveries: [{ deliveryId: '1.1', quantity: 700 }] },
  },
  { command: 'accept-change', path: 'accept-change', of: 'either', roles: traders },
  { command: 'refuse-change', path: 'refuse-change', of: 'either', roles: traders, body: reason },
  { command: 'withdraw-change', path: 'withdraw-change', of: 'either', roles: traders, body: reason },
  { command: 'close', path: 'close', of: 'buyer', roles: traders },
  { command: 'reopen', path: 'reopen', of: 'either', roles: [], body: reason },
]

/** Suppliers see no award. */
export const awardMoves: readonly RoutedMove[] = [
  { command: 'approve', path: 'approve', of: 'buyer', roles: anybody },
  { command: 'reject', path: 'reject', of: 'buyer', roles: anybody, body: reason },
]
