/** What of an RFQ can be asked again: all it says, with its days counted from its deadline. */
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import { addDays, daysBetween, utcDate, type Instant } from '../../../kernel/time.ts'
import type { RequestedDelivery, RfqDetails } from '../request/rfq-details.ts'

export const templateNameMax = 120

/** `daysAfterDeadline`: calendar days in UTC; below zero where a delivery was asked for before the deadline. */
export type TemplateDelivery = { readonly daysAfterDeadline: number; readonly share: number }

export type TemplateContent = Omit<RfqDetails, 'deadline' | 'deliveries'> & {
  readonly deliveries: readonly TemplateDelivery[]
}

export function templateOf({ deadline, deliveries, ...rest }: RfqDetails): TemplateContent {
  const day = utcDate(deadline)
  return {
    ...rest,
    deliveries: deliveries.map(({ date, share }) => ({ daysAfterDeadline: daysBetween(day, date), share })),
  }
}

/** The days of a template's deliveries for a deadline: each as far from it as it was from the first one. */
export const deliveriesFor = (
  { deliveries }: Pick<TemplateContent, 'deliveries'>,
  deadline: Instant,
): readonly RequestedDelivery[] =>
  deliveries.map(({ daysAfterDeadline, share }) => ({ date: addDays(utcDate(deadline), daysAfterDeadline), share }))

type By = { readonly at: string; readonly by: string }
type Kept = {
  readonly name: string
  readonly buyerId: string
  /** Where it was saved from. */
  readonly rfqId: string
  readonly content: TemplateContent
}

export type KnownTemplate = Kept & { readonly phase: 'kept'; readonly savedBy: string }
/** Its buyer is told of it in the audit trail. */
type DeletedTemplate = { readonly phase: 'deleted'; readonly buyerId: string }
export type RfqTemplate = { readonly phase: 'absent' } | DeletedTemplate | KnownTemplate

export type RfqTemplateCommand = (By & Kept & { readonly type: 'save' }) | (By & { readonly type: 'delete' })
export type RfqTemplateEvent =
  | (By & Kept & { readonly type: 'rfq-template/saved' })
  | (By & { readonly type: 'rfq-template/deleted' })

export const rfqTemplate: Decider<RfqTemplate, RfqTemplateCommand, RfqTemplateEvent> = {
  initialState: { phase: 'absent' },
  evolve(state, event) {
    switch (event.type) {
      case 'rfq-template/saved': {
        const { name, buyerId, rfqId, content, by } = event
        return { phase: 'kept', name, buyerId, rfqId, content, savedBy: by }
      }
      case 'rfq-template/deleted':
        return state.phase === 'kept' ? { phase: 'deleted', buyerId: state.buyerId } : state
    }
  },
  decide(command, state) {
    switch (command.type) {
      case 'save': {
        if (state.phase === 'deleted') return reject(unknownTemplate)
        if (state.phase === 'kept') return reject(alreadySaved)
        const { at, by, name, buyerId, rfqId, content } = command
        if (name.trim() === '') return reject(unnamed)
        return accept([{ type: 'rfq-template/saved', at, by, name: name.trim(), buyerId, rfqId, content }])
      }
      case 'delete':
        if (state.phase !== 'kept') return reject(unknownTemplate)
        return accept([{ type: 'rfq-template/deleted', at: command.at, by: command.by }])
    }
  },
}

export const unknownTemplate: Rejection = {
  kind: 'not-found',
  code: 'rfq-template/unknown',
  detail: 'Your organisation has no such template.',
}
const alreadySaved: Rejection = {
  kind: 'conflict',
  code: 'rfq-template/already-saved',
  detail: 'This template exists already.',
  facts: { status: 'kept', allowed: ['delete'] },
}
const unnamed: Rejection = invalidField('rfq-template/name', '/name', 'A template has a name that says something.')
