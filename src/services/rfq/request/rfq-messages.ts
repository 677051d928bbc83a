/** Clarifications of an RFQ: suppliers ask the buyer; the buyer answers one of them, or all, as asked. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export const messagesMax = 1_000

export type MessageTarget =
  | { readonly kind: 'buyer' }
  | { readonly kind: 'all' }
  | { readonly kind: 'supplier'; readonly supplierId: string }

export type RfqMessage = {
  readonly id: string
  readonly at: string
  /** The organisation, not the person. */
  readonly from: string
  readonly to: MessageTarget
  readonly text: string
}

export type RfqMessages = { readonly buyerId?: string; readonly messages: readonly RfqMessage[] }

export type PostMessage = { readonly type: 'post'; readonly by: string; readonly buyerId: string } & RfqMessage
export type MessagePosted = {
  readonly type: 'rfqmessages/posted'
  readonly by: string
  readonly buyerId: string
} & RfqMessage

export const rfqMessages: Decider<RfqMessages, PostMessage, MessagePosted> = {
  initialState: { messages: [] },
  decide({ type: _type, ...message }, { messages }) {
    if (messages.some(({ id }) => id === message.id)) return accept([])
    if (messages.length >= messagesMax) return reject(tooManyMessages)
    const fromBuyer = message.from === message.buyerId
    if (fromBuyer === (message.to.kind === 'buyer')) return reject(wrongTarget)
    return accept([{ type: 'rfqmessages/posted', ...message }])
  },
  evolve({ messages }, { type: _type, buyerId, by: _by, ...message }) {
    return { buyerId, messages: [...messages, message] }
  },
}

/** What an organisation reads: what it wrote, what it was written, and what all were. The buyer reads everything. */
export const messagesFor = ({ buyerId, messages }: RfqMessages, organisationId: string): readonly RfqMessage[] =>
  messages.filter(
    ({ from, to }) =>
      organisationId === buyerId ||
      from === organisationId ||
      to.kind === 'all' ||
      (to.kind === 'supplier' && to.supplierId === organisationId),
  )

const tooManyMessages: Rejection = {
  kind: 'conflict',
  code: 'rfq/too-many-messages',
  detail: `An RFQ holds at most ${messagesMax} messages.`,
}
const wrongTarget: Rejection = {
  kind: 'invalid',
  code: 'rfq/message-target',
  detail: 'A supplier writes to the buyer; the buyer writes to all, or to one supplier that takes part.',
  errors: [{ pointer: '/to', detail: 'A supplier writes to the buyer; the buyer to all or to one supplier.' }],
}
