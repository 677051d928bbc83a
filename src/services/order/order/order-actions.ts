/** Which commands an order takes at which stage: the one table of its life. */
import type { Rejection } from '../../../kernel/rejection.ts'
import type { OrderCommand } from './order-events.ts'
import type { Order, OrderStage } from './order-state.ts'

export type OrderAction = OrderCommand['type']

/** Goods move, whatever is being talked about. */
const whileConfirmed = ['plan', 'unplan', 'ship', 'receive', 'note-stock'] as const

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
      return [...whileConfirmed, ...talkOnConfirmed(stage)]
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

/** One proposal at a time. An order that is about to change is not at its end, however much of it has come. */
function talkOnConfirmed(stage: Extract<OrderStage, { status: 'confirmed' }>): readonly OrderAction[] {
  if (stage.cancellation) return [...answersToCancellation, 'close']
  if (!stage.change) return ['cancel', 'propose-change', 'close']
  return stage.change.approval
    ? ['approve', 'reject', 'withdraw-change']
    : ['accept-change', 'refuse-change', 'withdraw-change']
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

/** A refusal because of who asks: somebody else may, or this side may do otherwise. */
export const tellingWhatElse = (rejection: Rejection, action: OrderAction, stage: Order['stage']): Rejection => ({
  ...rejection,
  facts: { status: stage.status, allowed: publicActions(stage).filter((other) => other !== action) },
})
