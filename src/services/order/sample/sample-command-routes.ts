/** What supplier and buyer do with a sample, each as a sub-resource to post to. */
import { Type, type Static, type TSchema } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Execute } from '../../../infrastructure/store/execute.ts'
import { requireVersion } from '../../../infrastructure/store/require-version.ts'
import type { Unit } from '../../../infrastructure/store/unit-of-work.ts'
import type { CommandRoute } from '../order/command-route.ts'
import { otherSide } from '../order/load-order.ts'
import { rolesFor } from '../order/order-policies.ts'
import { Reason } from '../order/order-schemas.ts'
import { presentSnapshot, seenSample } from './sample-presenter.ts'
import { ReceiveBody, SampleBody, SampleId, SendBody } from './sample-schemas.ts'
import type { KnownSample, SampleCommand } from './sample.ts'
import { sampleAggregate } from './sample-view.ts'
import { sendSample } from './send-sample.ts'

export const sampleTag = 'Samples'

type Needs = { readonly execute: Execute }
/** A command on one sample by one member. */
type Context = { readonly sampleId: string; readonly state: KnownSample; readonly by: string }

const commandRoute = <Body extends TSchema | undefined = undefined>(
  { execute }: Needs,
  { action, as, roles, run, ...documented }: CommandRoute<Context, Body>,
): Route =>
  route({
    ...documented,
    method: 'POST',
    path: `/v1/samples/{sampleId}/${action}`,
    tag: sampleTag,
    access: { kind: 'member', roles },
    params: Type.Object({ sampleId: SampleId }),
    reply: SampleBody,
    refusals: ['sample/unknown', 'sample/not-in-this-state', 'order/other-side'],
    async handle({ params: { sampleId }, body, caller, intent, ifMatch }) {
      const { organisationId } = caller.acting
      const done = await execute(sampleAggregate, intent, async (unit) => {
        const snapshot = await unit.load(sampleAggregate, sampleId)
        const { state, side } = seenSample(snapshot, organisationId)
        if (as !== 'either' && as !== side) throw new Rejected(otherSide(as))
        requireVersion(snapshot, ifMatch)
        await run(unit, { sampleId, state, by: actorId(caller) }, body as never)
        return sampleId
      })
      return { body: presentSnapshot(done, organisationId), version: done.version, replayed: done.replayed }
    },
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

type Plain = SampleCommand extends infer C ? (C extends { by: string } ? Omit<C, 'at' | 'by'> : never) : never

const decide = (unit: Unit, { sampleId, by }: Context, command: Plain) =>
  unit.decide(sampleAggregate, sampleId, { ...command, at: unit.at, by } as SampleCommand)
