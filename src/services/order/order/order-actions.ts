/** Which commands an order takes at which stage: the one table of its life. */
import type { Rejection } from '../../../kernel/rejection.ts'
import type { OrderCommand } from './order-events.ts'
import type { Order, OrderStage } from './order-state.ts'

export type OrderAction = OrderCommand['type']

/** Goods move, and what is left of them may be given up. */
const whileConfirmed = ['plan', 'unplan', 'ship', 'receive', 'close', 'note-stock'] as const

const answersToCancellation = ['accept-cancellation', 'refuse-cancellation'] as const

/** What may be asked of an order now; everything else is a conflict. */
export function actionsIn(stage: Order['stage']): readonly OrderAction[] {
  switch (stage.status) {
    case 'absent':
      return ['draft']
    case 'draft':
      return ['submit', 'send', 'send-awarded', 'cancel']
    case 'pending-approval':
      return ['approve', 'reject', 'cancel']
    case 'approved':
      return ['send', 'cancel']
    case 'sent':
      return actionsOnSent(stage)
    case 'confirmed':
      return [...whileConfirmed, ...(stage.cancellation ? answersToCancellation : (['cancel'] as const))]
    case 'closed':
    case 'rejected':
      return ['reopen']
    case 'declined':
    case 'cancelled':
      return []
  }
}

/** A deviation is answered by the buyer, or replaced by the supplier until it was. */
function actionsOnSent({ deviation }: Extract<OrderStage, { status: 'sent' }>): readonly OrderAction[] {
  const always = ['decline', 'cancel', 'lapse', 'note-stock'] as const
  if (!deviation) return ['confirm', ...always]
  return deviation.approval
    ? ['approve', 'reject', ...always]
    : ['confirm', 'accept-deviation', 'refuse-deviation', ...always]
}

/** Commands that follow from others and are nobody's to give: a client is not told of them. */
const inner: ReadonlySet<OrderAction> = new Set([
  'draft',
  'send-awarded',
  'lapse',
  'note-stock',
  'plan',
  'unplan',
  'ship',
  'receive',
])

/** What a client may be told that an order takes. */
export const publicActions = (stage: Order['stage']): readonly OrderAction[] =>
  actionsIn(stage).filter((action) => !inner.has(action))

export const notNow = (action: OrderAction, stage: Order['stage']): Rejection => ({
  kind: 'conflict',
  code: 'order/not-in-this-state',
  detail: `An order that is ${stage.status.replace('-', ' ')} does not take "${action}".`,
  facts: { status: stage.status, allowed: publicActions(stage) },
})
