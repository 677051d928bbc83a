/** What supplier and buyer do with a sample, each as a sub-resource to post to. */
import type { Static } from 'typebox'
import type { Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { commandRouteOf, type Unsigned } from '../order/command-route.ts'
import { assertMay } from '../order/load-order.ts'
import { rolesFor } from '../order/order-policies.ts'
import { Reason } from '../order/order-schemas.ts'
import { presentSnapshot, seenSample } from './sample-presenter.ts'
import { ReceiveBody, SampleBody, SampleId, SendBody } from './sample-schemas.ts'
import type { SampleCommand } from './sample.ts'
import { sampleAggregate } from './sample-view.ts'
import { sendSample } from './send-sample.ts'

export const sampleTag = 'Samples'

type Needs = { readonly execute: Execute }

const commandRoute = commandRouteOf({
  aggregate: sampleAggregate,
  path: '/v1/samples',
  idName: 'sampleId',
  id: SampleId,
  tag: sampleTag,
  reply: SampleBody,
  refusals: ['sample/unknown', 'sample/not-in-this-state', 'order/other-side'],
  async load(unit, sampleId, wish) {
    const snapshot = await unit.load(sampleAggregate, sampleId)
    const { state, side } = seenSample(snapshot, wish.organisationId)
    assertMay(snapshot, side, wish)
    return { sampleId, state }
  },
  present: presentSnapshot,
})

export const sampleCommandRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'accept',
    operationId: 'acceptSample',
    summary: 'Agree to send a sample',
    as: 'supplier',
    roles: rolesFor.selling,
    run: (unit, context) => decide(unit, context, { type: 'accept' }),
  }),
  commandRoute(needs, {
    action: 'decline',
    operationId: 'declineSample',
    summary: 'Decline to send a sample',
    as: 'supplier',
    roles: rolesFor.selling,
    body: Reason,
    run: (unit, context, { reason }) => decide(unit, context, { type: 'decline', reason }),
  }),
  commandRoute(needs, {
    action: 'send',
    operationId: 'sendSample',
    summary: 'Send a sample',
    description:
      'Where its lot is named, the quantity leaves the stock; past use-by, held and recalled lots are refused.',
    as: 'supplier',
    roles: rolesFor.shipping,
    body: SendBody,
    run: (unit, context, { carrier, lot }) => sendSample(unit, { ...context, carrier, ...(lot && { lot }) }),
  }),
  commandRoute(needs, {
    action: 'withdraw',
    operationId: 'withdrawSample',
    summary: 'Want a sample no more',
    description: 'Until it is sent.',
    as: 'buyer',
    roles: rolesFor.receiving,
    body: Reason,
    run: (unit, context, { reason }) => decide(unit, context, { type: 'withdraw', reason }),
  }),
  commandRoute(needs, {
    action: 'receive',
    operationId: 'receiveSample',
    summary: 'Confirm that a sample came, and judge it',
    as: 'buyer',
    roles: rolesFor.receiving,
    body: ReceiveBody,
    run: (unit, context, judged: Static<typeof ReceiveBody>) => decide(unit, context, { type: 'receive', ...judged }),
  }),
]

const decide = (
  unit: Unit,
  { sampleId, by }: { readonly sampleId: string; readonly by: string },
  command: Unsigned<SampleCommand>,
) => unit.decide(sampleAggregate, sampleId, { ...command, at: unit.at, by } as SampleCommand)
