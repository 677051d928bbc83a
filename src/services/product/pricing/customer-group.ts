/** A customer group: the buyers whom a supplier gives the same prices. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'

export type CustomerGroupDetails = { readonly name: string; readonly organisationIds: readonly string[] }
export type KnownCustomerGroup = { readonly status: 'formed'; readonly supplierId: string } & CustomerGroupDetails
export type CustomerGroup = { readonly status: 'absent' } | KnownCustomerGroup

export type CustomerGroupCommand =
  | { readonly type: 'form'; readonly at: string; readonly supplierId: string; readonly details: CustomerGroupDetails }
  | { readonly type: 'change'; readonly at: string; readonly details: CustomerGroupDetails }

export type CustomerGroupEvent =
  | ({
      readonly type: 'customer-group/formed'
      readonly at: string
      readonly supplierId: string
    } & CustomerGroupDetails)
  | ({ readonly type: 'customer-group/changed'; readonly at: string } & CustomerGroupDetails)

export const customerGroup: Decider<CustomerGroup, CustomerGroupCommand, CustomerGroupEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Result<readonly CustomerGroupEvent[]> {
    const { at, details } = command
    if (command.type === 'form')
      return state.status === 'absent'
        ? accept([{ type: 'customer-group/formed', at, supplierId: command.supplierId, ...details }])
        : reject(alreadyFormed)
    return state.status === 'absent'
      ? reject(unknownCustomerGroup)
      : accept([{ type: 'customer-group/changed', at, ...details }])
  },
  evolve(state, event): CustomerGroup {
    const { name, organisationIds } = event
    switch (event.type) {
      case 'customer-group/formed':
        return { status: 'formed', supplierId: event.supplierId, name, organisationIds }
      case 'customer-group/changed':
        return state.status === 'absent' ? state : { ...state, name, organisationIds }
    }
  },
}

const alreadyFormed: Rejection = {
  kind: 'conflict',
  code: 'customer-group/already-formed',
  detail: 'This customer group exists already.',
  facts: { status: 'formed', allowed: ['change'] },
}
export const unknownCustomerGroup: Rejection = {
  kind: 'not-found',
  code: 'customer-group/unknown',
  detail: 'There is no such customer group, or it is not yours.',
}
