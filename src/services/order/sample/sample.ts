/** A sample: asked for, agreed to, sent, judged. It has no price and is no order; nothing follows from it by itself. */
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Destination } from '../order/order-details.ts'
import type { Side } from '../order/order-events.ts'

/** A sample is to taste and to test: so many pieces, or so many grams or millilitres, at most. */
export const samplePiecesMax = 50
export const sampleMeasuredMax = 25_000

export const verdicts = ['fit', 'unfit'] as const
export type Verdict = (typeof verdicts)[number]
export const sampleStatuses = ['requested', 'accepted', 'declined', 'withdrawn', 'sent', 'received'] as const
export type SampleStatus = (typeof sampleStatuses)[number]

export type SampleRequest = {
  readonly buyerId: string
  readonly supplierId: string
  readonly requestedBy: string
  readonly productId: string
  readonly sku: string
  readonly name: string
  readonly specVersion: number
  /** In base units. */
  readonly quantity: number
  readonly measured: boolean
  readonly shipTo: Destination
  readonly purpose: string
}

export type Carrier = { readonly name: string; readonly reference: string }
/** Where it was taken from; without it no stock is touched. */
export type SampleLot = { readonly lotId: string; readonly siteId: string; readonly lotCode: string }
export type Dispatch = { readonly at: string; readonly carrier: Carrier; readonly lot?: SampleLot }
export type Evaluation = { readonly at: string; readonly verdict: Verdict; readonly notes?: string }

export type KnownSample = SampleRequest & {
  readonly status: SampleStatus
  /** Why it was declined or withdrawn. */
  readonly reason?: string
  readonly dispatch?: Dispatch
  readonly evaluation?: Evaluation
}
export type Sample = { readonly status: 'absent' } | KnownSample

type By = { readonly at: string; readonly by: string }

export type SampleCommand =
  | (By & { readonly type: 'request'; readonly request: SampleRequest })
  | (By & { readonly type: 'accept' })
  | (By & { readonly type: 'decline'; readonly reason: string })
  | (By & { readonly type: 'withdraw'; readonly reason: string })
  | (By & { readonly type: 'send'; readonly carrier: Carrier; readonly lot?: SampleLot })
  | (By & { readonly type: 'receive'; readonly verdict: Verdict; readonly notes?: string })

export type SampleEvent =
  | (By & { readonly type: 'sample/requested'; readonly request: SampleRequest })
  | (By & { readonly type: 'sample/accepted' })
  | (By & { readonly type: 'sample/declined' | 'sample/withdrawn'; readonly reason: string })
  | (By & { readonly type: 'sample/sent'; readonly carrier: Carrier; readonly lot?: SampleLot })
  | (By & { readonly type: 'sample/received'; readonly verdict: Verdict; readonly notes?: string })

type Decision = Result<readonly SampleEvent[]>

export const sample: Decider<Sample, SampleCommand, SampleEvent> = {
  initialState: { status: 'absent' },
  evolve: evolveSample,
  decide(command, state): Decision {
    if (command.type === 'request') return isKnownSample(state) ? reject(notNow(command.type, state)) : request(command)
    if (!isKnownSample(state)) return reject(unknownSample)
    if (!takenIn[command.type].includes(state.status)) return reject(notNow(command.type, state))
    const { at, by } = command
    switch (command.type) {
      case 'accept':
        return accept([{ type: 'sample/accepted', at, by }])
      case 'decline':
        return accept([{ type: 'sample/declined', at, by, reason: command.reason }])
      case 'withdraw':
        return accept([{ type: 'sample/withdrawn', at, by, reason: command.reason }])
      case 'send': {
        const { carrier, lot } = command
        return accept([{ type: 'sample/sent', at, by, carrier, ...(lot && { lot }) }])
      }
      case 'receive': {
        const { verdict, notes } = command
        return accept([{ type: 'sample/received', at, by, verdict, ...(notes !== undefined && { notes }) }])
      }
    }
  },
}

export const isKnownSample = (state: Sample): state is KnownSample => state.status !== 'absent'

export const sampleSide = (
  { buyerId, supplierId }: Pick<KnownSample, 'buyerId' | 'supplierId'>,
  organisationId: string,
): Side | undefined => (organisationId === buyerId ? 'buyer' : organisationId === supplierId ? 'supplier' : undefined)

function request({ at, by, request: asked }: Extract<SampleCommand, { type: 'request' }>): Decision {
  if (asked.buyerId === asked.supplierId) return reject(sameParty)
  const most = asked.measured ? sampleMeasuredMax : samplePiecesMax
  if (asked.quantity > most) return reject(tooMuch(most))
  return accept([{ type: 'sample/requested', at, by, request: asked }])
}

function evolveSample(state: Sample, event: SampleEvent): Sample {
  if (event.type === 'sample/requested') return { ...event.request, status: 'requested' }
  // Every history begins with the event above.
  const known = state as KnownSample
  switch (event.type) {
    case 'sample/accepted':
      return { ...known, status: 'accepted' }
    case 'sample/declined':
      return { ...known, status: 'declined', reason: event.reason }
    case 'sample/withdrawn':
      return { ...known, status: 'withdrawn', reason: event.reason }
    case 'sample/sent': {
      const { at, carrier, lot } = event
      return { ...known, status: 'sent', dispatch: { at, carrier, ...(lot && { lot }) } }
    }
    case 'sample/received': {
      const { at, verdict, notes } = event
      return { ...known, status: 'received', evaluation: { at, verdict, ...(notes !== undefined && { notes }) } }
    }
  }
}

type Action = Exclude<SampleCommand['type'], 'request'>
const takenIn: Readonly<Record<Action, readonly SampleStatus[]>> = {
  accept: ['requested'],
  decline: ['requested', 'accepted'],
  withdraw: ['requested', 'accepted'],
  send: ['accepted'],
  receive: ['sent'],
}

const notNow = (action: SampleCommand['type'], { status }: KnownSample): Rejection => ({
  kind: 'conflict',
  code: 'sample/not-in-this-state',
  detail: `A sample that is ${status} does not take "${action}".`,
  facts: {
    status,
    allowed: Object.entries(takenIn).flatMap(([each, statuses]) => (statuses.includes(status) ? [each] : [])),
  },
})

export const unknownSample: Rejection = {
  kind: 'not-found',
  code: 'sample/unknown',
  detail: 'There is no such sample, or you do not take part in it.',
}
const tooMuch = (most: number): Rejection =>
  invalidField('sample/too-much', '/quantity', `A sample is of ${most} base units at most; order more than that.`)
const sameParty: Rejection = invalidField('order/same-party', '/supplierId', 'Nobody asks themselves for a sample.')
